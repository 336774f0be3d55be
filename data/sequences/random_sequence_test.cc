#include "data/sequences/random_sequence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/counter_hash.h"
#include "data/sequence_tokens.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::RandomSequences Config(int32_t vocab_size, int32_t min_len, int32_t max_len) {
  config::RandomSequences config;
  config.set_vocab_size(vocab_size);
  config.set_min_len(min_len);
  config.set_max_len(max_len);
  return config;
}

constexpr Split kSplits[] = {Split::kTrain, Split::kValidation, Split::kTest};

TEST(RandomSequenceTest, LengthsAndSymbolsAreThoseAskedForAndUniform) {
  const config::RandomSequences config = Config(/*vocab_size=*/13, /*min_len=*/3, /*max_len=*/7);
  std::map<size_t, int> lengths;
  std::map<int32_t, int> symbols;
  int num_symbols = 0;
  for (uint64_t i = 0; i < 20000; ++i) {
    const auto sequence = RandomSequence(config, Split::kTrain, CounterHash(1, i));
    ++lengths[sequence.size()];
    for (const int32_t symbol : sequence) ++symbols[symbol];
    num_symbols += static_cast<int>(sequence.size());
  }
  ASSERT_EQ(lengths.size(), 5u);
  ASSERT_EQ(symbols.size(), 10u);
  EXPECT_EQ(lengths.begin()->first, 3u);
  EXPECT_EQ(symbols.begin()->first, kFirstSymbol);
  EXPECT_EQ(symbols.rbegin()->first, 12);
  // Five standard deviations of a binomial; the short lengths also lose a whole sequence to another split.
  for (const auto& [len, count] : lengths) EXPECT_NEAR(count, 4000, 300) << len;
  for (const auto& [symbol, count] : symbols) EXPECT_NEAR(count, num_symbols / 10.0, 800) << symbol;
}

TEST(RandomSequenceTest, NoSequenceIsInTwoSplits) {
  const config::RandomSequences config = Config(/*vocab_size=*/5, /*min_len=*/10, /*max_len=*/10);  // 1,024 in all
  std::map<Split, std::set<std::vector<int32_t>>> seen;
  for (const Split split : kSplits) {
    for (uint64_t i = 0; i < 4000; ++i) {
      const auto sequence = RandomSequence(config, split, CounterHash(static_cast<uint64_t>(split), i));
      EXPECT_EQ(SplitOfSequence(sequence), split);
      seen[split].insert(sequence);
    }
  }
  EXPECT_NEAR(static_cast<double>(seen[Split::kValidation].size()), 1024 / 20.0, 35);
  EXPECT_NEAR(static_cast<double>(seen[Split::kTest].size()), 1024 / 20.0, 35);
  for (const auto& sequence : seen[Split::kTrain]) {
    EXPECT_EQ(seen[Split::kValidation].count(sequence) + seen[Split::kTest].count(sequence), 0u);
  }
}

TEST(RandomSequenceTest, IsAFunctionOfItsArguments) {
  const config::RandomSequences config = Config(16, 1, 12);
  for (const Split split : kSplits) {
    EXPECT_EQ(RandomSequence(config, split, 7), RandomSequence(config, split, 7));
    EXPECT_NE(RandomSequence(config, split, 7), RandomSequence(config, split, 8));
  }
}

TEST(SplitOfSequenceTest, DependsOnEverySymbolAndTheirOrder) {
  std::vector<int32_t> symbols = {3, 4, 5, 6, 7, 8};
  int num_other = 0, num_permutations = 0;
  do {
    num_other += SplitOfSequence(symbols) != Split::kTrain;
    ++num_permutations;
  } while (std::next_permutation(symbols.begin(), symbols.end()));
  EXPECT_EQ(num_permutations, 720);
  EXPECT_NEAR(num_other, 72, 5 * std::sqrt(720 * 0.1 * 0.9));
}

}  // namespace
}  // namespace ceteris
