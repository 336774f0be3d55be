// Random numbers as a pure function of (stream, index): nothing is drawn, nothing advances, nothing is shared.
//
// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", section 4; constants of
// mix13, Stafford 2011) read as a hash: CounterHash(key, i) is output i of the generator seeded with `key`. So the
// value of weight 17 of "decoder.3.attention.query.weight", or of window 5 of batch 200, is the same whatever else is
// built, drawn or evaluated. Every random number in Ceteris comes from here. All arithmetic is modulo 2^64, so int64
// tensors can repeat it bit for bit.
//
// Example:  const uint64_t key = StreamKey(SeedKey(seed, replicate), "data.order");
//           const uint64_t begin = UniformBelow(CounterHash(key, batch_index), num_windows);
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace ceteris {

constexpr uint64_t kCounterStep = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio, odd: consecutive counters are far apart
constexpr uint64_t kMixFirst = 0xBF58476D1CE4E5B9;
constexpr uint64_t kMixSecond = 0x94D049BB133111EB;

// A bijection in which every input bit reaches every output bit.
constexpr uint64_t MixBits(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * kMixFirst;
  bits = (bits ^ (bits >> 27)) * kMixSecond;
  return bits ^ (bits >> 31);
}

// 64 random bits: number `index` of stream `key`.
constexpr uint64_t CounterHash(uint64_t key, uint64_t index) { return MixBits(key + (index + 1) * kCounterStep); }

// The key of the stream that `name` has under `seed`. Names are dotted paths: "decoder.0.attention.query.weight",
// "data.order".
constexpr uint64_t StreamKey(uint64_t seed, absl::string_view name) {
  uint64_t key = CounterHash(seed, name.size());
  for (const char letter : name) key = MixBits((key ^ static_cast<unsigned char>(letter)) + kCounterStep);
  return key;
}

// The seed that all streams of a trial are derived from. A replicate is the same trial with every random number drawn
// anew.
constexpr uint64_t SeedKey(uint64_t seed, uint64_t replicate) {
  return CounterHash(CounterHash(0x6365746572697300 /* "ceteris" */, seed), replicate);
}

// A number in [0, 1): the upper 53 bits over 2^53.
constexpr double UnitInterval(uint64_t bits) { return static_cast<double>(bits >> 11) * (1.0 / 9007199254740992.0); }

// A number in 0 .. n - 1, n >= 1, from 64 random bits. No two results differ in probability by more than 2^-64.
constexpr uint64_t UniformBelow(uint64_t bits, uint64_t n) {
  __extension__ using Uint128 = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Uint128>(bits) * n) >> 64);
}

}  // namespace ceteris
