#!/usr/bin/python3
"""Known answers for scope_test.cc: initial weights computed with Python's standard library and nothing of ours.

SplitMix64 and stream keys as in core/base/counter_hash_known_answers.py; the normal quantile is statistics.NormalDist. Element i of a
parameter has centered uniform c = (k - 2^52 + 1/2) / 2^52 with k the upper 53 bits of hash i: uniform initialisers give bound * c,
normal ones stddev * quantile((1 + c) / 2). Prints the C++ tables that the test holds, to 9 digits.
"""

import math
import statistics

WORD = (1 << 64) - 1


def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & WORD
    z = (z ^ z >> 27) * 0x94D049BB133111EB & WORD
    return z ^ z >> 31


def counter_hash(key, index):
    return mix((key + (index + 1) * 0x9E3779B97F4A7C15) & WORD)


def stream_key(seed, name):
    key = counter_hash(seed, len(name))
    for letter in name.encode():
        key = counter_hash(key ^ letter, 0)
    return key


def centered(key, index):
    return ((counter_hash(key, index) >> 11) - 2**52 + 0.5) / 2**52


def normal(key, index, stddev):
    return stddev * statistics.NormalDist().inv_cdf(0.5 + centered(key, index) / 2)


if __name__ == "__main__":
    key = stream_key(7, "decoder.3.attention.query.weight")
    print("Normal(0.02):", ", ".join(f"{normal(key, i, 0.02):.9g}" for i in (0, 1, 2, 4095)))
    print("UniformRange(0.5):", ", ".join(f"{0.5 * centered(key, i):.9g}" for i in (0, 1, 2, 4095)))
    print("XavierUniform [64, 64]:", ", ".join(f"{math.sqrt(6 / 128) * centered(key, i):.9g}" for i in (0, 1, 2, 4095)))
