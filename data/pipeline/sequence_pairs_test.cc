#include "data/pipeline/sequence_pairs.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>

#include <vector>

#include "core/base/counter_hash.h"
#include "data/pipeline/copy_sequences.h"
#include "data/pipeline/reverse_sequences.h"
#include "data/sequence_tokens.h"
#include "data/sequences/random_sequence.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
constexpr int64_t kIgnored = kIgnoredTarget;

std::vector<int64_t> Row(const at::Tensor& tensor, int64_t row) {
  const at::Tensor flat = tensor[row].reshape({-1}).to(at::kLong);
  return {flat.const_data_ptr<int64_t>(), flat.const_data_ptr<int64_t>() + flat.numel()};
}

config::RandomSequences Config(int32_t min_len, int32_t max_len) {
  config::RandomSequences config;
  config.set_min_len(min_len);
  config.set_max_len(max_len);
  config.set_num_validation_sequences(50);
  return config;
}

TEST(PairRowsTest, RowsAreLaidOutAsTheHeaderSays) {
  const Batch batch = PairRows({{7, 8, 9}, {5}}, ReverseSequences::Write, /*max_len=*/4);
  EXPECT_THAT(Row(batch.source, 0), ElementsAre(7, 8, 9, kPaddingToken));
  EXPECT_THAT(Row(batch.source_may_attend, 0), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(Row(batch.inputs, 0), ElementsAre(kStartToken, 9, 8, 7, kPaddingToken));
  EXPECT_THAT(Row(batch.targets, 0), ElementsAre(9, 8, 7, kEndToken, kIgnored));
  EXPECT_THAT(Row(batch.source_may_attend, 1), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(Row(batch.inputs, 1), ElementsAre(kStartToken, 5, 0, 0, 0));
  EXPECT_THAT(Row(batch.targets, 1), ElementsAre(5, kEndToken, kIgnored, kIgnored, kIgnored));
  EXPECT_EQ(batch.num_targets, 4 + 2);
  EXPECT_EQ(batch.source_may_attend.sizes(), at::IntArrayRef({2, 1, 1, 4}));
}

TEST(PairRowsTest, ACopyIsTheSource) {
  const Batch batch = PairRows({{7, 8, 9}}, CopySequences::Write, /*max_len=*/3);
  EXPECT_THAT(Row(batch.targets, 0), ElementsAre(7, 8, 9, kEndToken));
  EXPECT_THAT(Row(batch.inputs, 0), ElementsAre(kStartToken, 7, 8, 9));
}

TEST(PairRowsTest, ASourceThatIsTooLongThrows) {
  EXPECT_THROW(PairRows({{7, 8, 9}}, CopySequences::Write, 2), c10::Error);
}

TEST(TrainingPairsTest, BatchesAreFunctionsOfTheirNumberAndRowsOfTheirs) {
  const TrainingPairs source(Config(1, 12), CopySequences::Write, /*stream_key=*/3, 8);
  const Batch fifth = source.Get(5);
  source.Get(0);
  EXPECT_TRUE(at::equal(source.Get(5).source, fifth.source));
  EXPECT_FALSE(at::equal(source.Get(6).source, fifth.source));
  EXPECT_TRUE(
      at::equal(TrainingPairs(Config(1, 12), CopySequences::Write, 3, 20).Get(5).Rows(0, 8).targets, fifth.targets));
  EXPECT_THROW(TrainingPairs(Config(1, 12), CopySequences::Write, 3, 0), c10::Error);
}

at::Tensor AllSources(const BatchSource& source) {
  std::vector<at::Tensor> all;
  for (int64_t k = 0; k < source.size(); ++k) all.push_back(source.Get(k).source);
  return at::cat(all);
}

TEST(EvaluationPairsTest, AreHeldOutAndTheSameWhateverTheBatchSize) {
  const config::RandomSequences config = Config(4, 4);
  const at::Tensor sources = AllSources(EvaluationPairs(config, CopySequences::Write, Split::kValidation, 16));
  EXPECT_EQ(sources.size(0), 50);
  for (const int64_t rows : {1, 7, 1000}) {
    EXPECT_TRUE(
        at::equal(AllSources(EvaluationPairs(config, CopySequences::Write, Split::kValidation, rows)), sources));
  }
  EXPECT_FALSE(at::equal(AllSources(EvaluationPairs(config, CopySequences::Write, Split::kTest, 16)), sources));
  for (int64_t row = 0; row < sources.size(0); ++row) {
    const std::vector<int64_t> symbols = Row(sources, row);
    EXPECT_EQ(SplitOfSequence(std::vector<int32_t>(symbols.begin(), symbols.end())), Split::kValidation);
  }
}

}  // namespace
}  // namespace ceteris
