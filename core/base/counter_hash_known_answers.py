#!/usr/bin/python3
"""Known answers for counter_hash_test.cc, from the published definition of SplitMix64 and nothing of ours.

SplitMix64 (Steele, Lea and Flood 2014; java.util.SplittableRandom): state += 0x9E3779B97F4A7C15, then the output is
z = state; z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31.
Prints the C++ table that the test holds.
"""

WORD = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & WORD
        z = (z ^ z >> 27) * 0x94D049BB133111EB & WORD
        return z ^ z >> 31


def output(seed, index):
    generator = SplitMix64(seed)
    for _ in range(index):
        generator.next()
    return generator.next()


def stream_key(seed, name):
    """One generator per letter, seeded with what came before, exclusive-or the letter."""
    key = output(seed, len(name))
    for letter in name.encode():
        key = SplitMix64(key ^ letter).next()
    return key


if __name__ == "__main__":
    for key, index in [(0, 0), (0, 1), (1234567, 0), (1234567, 4), (WORD, 0), (0xDEADBEEF, 1000)]:
        print(f"    {{0x{key:X}u, {index}, 0x{output(key, index):016X}u}},")
    for seed, name in [(0, ""), (0, "a"), (1, "a"), (7, "decoder.3.attention.query.weight"), (7, "data.order")]:
        print(f'    {{{seed}, "{name}", 0x{stream_key(seed, name):016X}u}},')
    base = int.from_bytes(b"ceteris\0", "big")
    for seed, replicate in [(1, 0), (1, 1), (2, 0)]:
        print(f"    {{{seed}, {replicate}, 0x{output(output(base, seed), replicate):016X}u}},")
