#include "core/base/counter_hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ceteris {
namespace {

struct KnownHash {
  uint64_t key, index, bits;
};
struct KnownStream {
  uint64_t seed;
  const char* name;
  uint64_t key;
};
struct KnownSeed {
  uint64_t seed, replicate, key;
};

// The three tables: counter_hash_known_answers.py, an independent SplitMix64 (its first output for seed 1234567 is the
// published 6457827717110365317). A change here changes every random number of every stored trial.
TEST(CounterHashTest, IsSplitMix64) {
  constexpr KnownHash kKnown[] = {
      {0x0u, 0, 0xE220A8397B1DCDAFu},
      {0x0u, 1, 0x6E789E6AA1B965F4u},
      {0x12D687u, 0, 6457827717110365317u},
      {0x12D687u, 4, 0xE3B8346708CB5ECDu},
      {0xFFFFFFFFFFFFFFFFu, 0, 0xE4D971771B652C20u},
      {0xDEADBEEFu, 1000, 0xC75525697C697289u},
  };
  for (const KnownHash& known : kKnown) EXPECT_EQ(CounterHash(known.key, known.index), known.bits) << known.index;
}

TEST(CounterHashTest, StreamKeysHaveKnownValues) {
  constexpr KnownStream kKnown[] = {
      {0, "", 0xE220A8397B1DCDAFu},           {0, "a", 0x7171FD973FBAE05Cu},
      {1, "a", 0x8507F39E610A2CC8u},          {7, "decoder.3.attention.query.weight", 0x0B9E024762F00A83u},
      {7, "data.order", 0xDE490D31A0C3F09Fu},
  };
  for (const KnownStream& known : kKnown) EXPECT_EQ(StreamKey(known.seed, known.name), known.key) << known.name;
}

TEST(CounterHashTest, SeedKeysHaveKnownValues) {
  constexpr KnownSeed kKnown[] = {
      {1, 0, 0xF6073AFF42DCEED2u},
      {1, 1, 0x2282A796CBBFB9E7u},
      {2, 0, 0xE60236C52950E3A1u},
  };
  for (const KnownSeed& known : kKnown) EXPECT_EQ(SeedKey(known.seed, known.replicate), known.key);
}

TEST(CounterHashTest, NeighbouringNamesSeedsAndReplicatesHaveDifferentStreams) {
  std::set<uint64_t> keys;
  size_t count = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    for (uint64_t replicate = 0; replicate < 3; ++replicate) {
      for (int layer = 0; layer < 100; ++layer) {
        for (const char* name : {"weight", "weigth", "bias", ""}) {
          keys.insert(StreamKey(SeedKey(seed, replicate), std::to_string(layer) + "." + name));
          ++count;
        }
      }
    }
  }
  EXPECT_EQ(keys.size(), count);
}

// 64 output bits x 64 input bits: flipping an input bit flips each output bit with probability 1/2. Over 4,096 samples
// the standard deviation of a frequency is 0.0078; 0.05 is 6.4 of them, for all 4,096 pairs of bits at once.
TEST(CounterHashTest, EveryIndexBitReachesEveryOutputBit) {
  constexpr int kSamples = 4096;
  for (int in = 0; in < 64; ++in) {
    std::vector<int> flips(64, 0);
    for (int sample = 0; sample < kSamples; ++sample) {
      const uint64_t index = CounterHash(99, sample);
      const uint64_t changed = CounterHash(5, index) ^ CounterHash(5, index ^ (uint64_t{1} << in));
      for (int out = 0; out < 64; ++out) flips[out] += static_cast<int>((changed >> out) & 1);
    }
    for (int out = 0; out < 64; ++out) ASSERT_NEAR(flips[out] / double{kSamples}, 0.5, 0.05) << in << " to " << out;
  }
}

TEST(CounterHashTest, UnitIntervalIsHalfOpen) {
  EXPECT_EQ(UnitInterval(0), 0.0);
  EXPECT_EQ(UnitInterval(~uint64_t{0}), 1.0 - std::ldexp(1.0, -53));
}

TEST(CounterHashTest, UniformBelowReachesAllAndNoMore) {
  EXPECT_EQ(UniformBelow(0, 7), 0u);
  EXPECT_EQ(UniformBelow(~uint64_t{0}, 7), 6u);
  EXPECT_EQ(UniformBelow(~uint64_t{0}, 1), 0u);
  EXPECT_EQ(UniformBelow(~uint64_t{0}, ~uint64_t{0}), ~uint64_t{0} - 1);
  // Chi-squared with 6 degrees of freedom: 22.46 is its 99.9 % point (any table), and the numbers are fixed.
  std::vector<int> counts(7, 0);
  constexpr int kSamples = 70000;
  for (int i = 0; i < kSamples; ++i) ++counts[UniformBelow(CounterHash(3, i), 7)];
  double chi_squared = 0;
  for (const int count : counts) chi_squared += (count - kSamples / 7.0) * (count - kSamples / 7.0) / (kSamples / 7.0);
  EXPECT_LT(chi_squared, 22.46);
}

}  // namespace
}  // namespace ceteris
