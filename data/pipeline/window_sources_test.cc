#include "data/pipeline/window_sources.h"

#include <ATen/ops/equal.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "core/base/counter_hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

// Tokens 0, 1, 2, ...: a token is its own place.
std::shared_ptr<const TokenArray> Counting(int64_t num_tokens) {
  auto tokens = std::make_shared<TokenArray>(num_tokens);
  std::vector<int32_t> numbers(static_cast<size_t>(num_tokens));
  std::iota(numbers.begin(), numbers.end(), 0);
  tokens->Append(numbers);
  return tokens;
}

std::vector<int64_t> Row(const at::Tensor& tensor, int64_t row) {
  const int64_t* begin = tensor.data_ptr<int64_t>() + row * tensor.size(1);
  return {begin, begin + tensor.size(1)};
}

TEST(CutWindowsTest, TargetsAreTheNextTokens) {
  const Batch batch = CutWindows(*Counting(100), {7, 96, 0}, 3);
  EXPECT_THAT(Row(batch.inputs, 0), ElementsAre(7, 8, 9));
  EXPECT_THAT(Row(batch.targets, 0), ElementsAre(8, 9, 10));
  EXPECT_THAT(Row(batch.targets, 1), ElementsAre(97, 98, 99));  // the last window
  EXPECT_THAT(Row(batch.inputs, 2), ElementsAre(0, 1, 2));
  EXPECT_EQ(batch.num_targets, 9);
  EXPECT_FALSE(batch.positions.defined());
  EXPECT_FALSE(batch.may_attend.defined());
}

TEST(TrainingWindowsTest, BatchKIsTheSameInAnyOrderAndInAnyInstance) {
  const TrainingWindows source(Counting(5000), 16, /*stream_key=*/42, 8);
  std::vector<Batch> forward;
  for (int64_t k = 0; k < 20; ++k) forward.push_back(source.Get(k));
  const TrainingWindows other(Counting(5000), 16, 42, 8);
  for (int64_t k = 19; k >= 0; --k) {
    EXPECT_TRUE(at::equal(other.Get(k).inputs, forward[static_cast<size_t>(k)].inputs)) << k;
    EXPECT_TRUE(at::equal(source.Get(k).targets, forward[static_cast<size_t>(k)].targets)) << k;
  }
}

TEST(TrainingWindowsTest, RowsDoNotDependOnTheBatchSize) {
  const TrainingWindows small(Counting(5000), 16, 42, 5);
  const TrainingWindows large(Counting(5000), 16, 42, 64);
  for (const int64_t k : {0, 1, 1000000}) {
    EXPECT_TRUE(at::equal(small.Get(k).inputs, large.Get(k).Rows(0, 5).inputs)) << k;
  }
}

TEST(TrainingWindowsTest, SeedsBatchesAndRowsDiffer) {
  const TrainingWindows source(Counting(60000), 4, 1, 2);
  const TrainingWindows reseeded(Counting(60000), 4, 2, 2);
  const Batch batch = source.Get(0);
  EXPECT_NE(Row(batch.inputs, 0), Row(batch.inputs, 1));
  EXPECT_NE(Row(batch.inputs, 0), Row(source.Get(1).inputs, 0));
  EXPECT_NE(Row(batch.inputs, 0), Row(reseeded.Get(0).inputs, 0));
}

// Chi-square over 50 equal parts of the possible beginnings, 200,000 draws: 49 degrees of freedom, so mean 49 and
// standard deviation sqrt(98) = 9.9; a fair source exceeds 49 + 5 * 9.9 once in a hundred thousand keys.
TEST(TrainingWindowsTest, WindowsBeginUniformly) {
  constexpr int64_t kTokens = 5016, kSeqLen = 16, kBatch = 200, kParts = 50;
  const TrainingWindows source(Counting(kTokens), kSeqLen, StreamKey(7, "test"), kBatch);
  std::vector<int64_t> counts(kParts);
  for (int64_t k = 0; k < 1000; ++k) {
    const Batch batch = source.Get(k);
    for (int64_t row = 0; row < kBatch; ++row)
      ++counts[static_cast<size_t>(Row(batch.inputs, row)[0] * kParts / (kTokens - kSeqLen))];
  }
  double chi_square = 0;
  for (const int64_t count : counts) chi_square += std::pow(static_cast<double>(count) - 4000, 2) / 4000;
  EXPECT_LT(chi_square, 49 + 5 * std::sqrt(98.0));
  EXPECT_GT(chi_square, 49 - 4.5 * std::sqrt(98.0));  // nor too even: draws, not a pattern
}

// Beginnings of row r and of row r + 1, and of batch k and k + 1, are uncorrelated: |r| < 5 / sqrt(n).
TEST(TrainingWindowsTest, NeighbouringRowsAndBatchesAreUncorrelated) {
  constexpr int64_t kTokens = 30001, kDraws = 20000;
  const TrainingWindows source(Counting(kTokens), 1, StreamKey(7, "test"), 2);
  double rows = 0, batches = 0;
  const auto centred = [&](int64_t k, int64_t row) {
    return (static_cast<double>(Row(source.Get(k).inputs, row)[0]) / (kTokens - 1) - 0.5) * std::sqrt(12.0);
  };
  for (int64_t k = 0; k < kDraws; ++k) {
    rows += centred(k, 0) * centred(k, 1);
    batches += centred(k, 0) * centred(k + 1, 0);
  }
  EXPECT_LT(std::abs(rows / kDraws), 5 / std::sqrt(kDraws));
  EXPECT_LT(std::abs(batches / kDraws), 5 / std::sqrt(kDraws));
}

TEST(TrainingWindowsTest, TheFirstAndTheLastWindowAreDrawn) {
  const TrainingWindows source(Counting(6), 4, 3, 64);  // two beginnings: 0 and 1
  bool first = false, last = false;
  const Batch batch = source.Get(0);
  for (int64_t row = 0; row < 64; ++row) {
    first |= Row(batch.inputs, row)[0] == 0;
    last |= Row(batch.targets, row)[3] == 5;
  }
  EXPECT_TRUE(first);
  EXPECT_TRUE(last);
}

TEST(TrainingWindowsTest, ATextOfExactlyOneWindowIsEnoughAndOneLessIsNot) {
  EXPECT_THAT(Row(TrainingWindows(Counting(5), 4, 3, 1).Get(9).targets, 0), ElementsAre(1, 2, 3, 4));
  EXPECT_THROW(TrainingWindows(Counting(4), 4, 3, 1), c10::Error);
  EXPECT_THROW(TrainingWindows(Counting(5), 4, 3, 0), c10::Error);
  EXPECT_THROW(TrainingWindows(Counting(5), 4, 3, 1).Get(-1), c10::Error);
}

TEST(EvaluationWindowsTest, EveryWindowComesOnceInOrder) {
  const EvaluationWindows source(Counting(100), 10, {0, 10, 20, 50, 89}, 2);
  ASSERT_EQ(source.size(), 3);
  std::vector<int64_t> begins;
  for (int64_t k = 0; k < source.size(); ++k) {
    const Batch batch = source.Get(k);
    for (int64_t row = 0; row < batch.inputs.size(0); ++row) begins.push_back(Row(batch.inputs, row)[0]);
  }
  EXPECT_THAT(begins, ElementsAre(0, 10, 20, 50, 89));
  EXPECT_EQ(source.Get(2).num_targets, 10);  // one row is left over
  EXPECT_THROW(source.Get(3), c10::Error);
  EXPECT_THROW(source.Get(-1), c10::Error);
}

TEST(EvaluationWindowsTest, NoWindowsAreNoBatches) { EXPECT_EQ(EvaluationWindows(Counting(9), 4, {}, 3).size(), 0); }

}  // namespace
}  // namespace ceteris
