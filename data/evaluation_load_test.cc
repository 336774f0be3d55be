#include "data/evaluation_load.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::vector<EvaluationLoad> Loads(const std::string& text, int64_t num_valid) {
  config::Task task;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &task)) << text;
  return EvaluationLoads(task, num_valid);
}

TEST(EvaluationLoadTest, ALanguageModelReadsTheSameTokensAtEveryLength) {
  const auto loads =
      Loads("language_model { seq_len: 16 evaluate_at_lengths: [1, 2, 4] num_validation_tokens: 700 }", 0);
  ASSERT_EQ(loads.size(), 3u);
  for (const EvaluationLoad& load : loads) EXPECT_EQ(load.num_rows * load.seq_len, 640);  // ten spans of 64
  EXPECT_FALSE(loads[0].after_last_step);
  EXPECT_TRUE(loads[1].after_last_step && loads[2].after_last_step);
}

TEST(EvaluationLoadTest, AShortSplitIsReadOnce) {
  EXPECT_EQ(Loads("language_model { seq_len: 16 num_validation_tokens: 700 }", 100)[0].num_rows, 6);
  EXPECT_EQ(Loads("masked_language_model { seq_len: 16 num_validation_tokens: 700 }", 100)[0].num_rows, 6);
  EXPECT_EQ(Loads("masked_language_model { seq_len: 16 num_validation_tokens: 700 }", 0)[0].num_rows, 43);
}

TEST(EvaluationLoadTest, PairsAreReadAndDecoded) {
  const auto loads = Loads("reverse_sequences { sequences { max_len: 9 num_validation_sequences: 50 } }", 0);
  ASSERT_EQ(loads.size(), 1u);
  EXPECT_EQ(loads[0].num_rows, 100);
  EXPECT_EQ(loads[0].seq_len, 10);
}

TEST(EvaluationLoadTest, DigitsReadTheirTestImagesOnce) {
  const auto loads = Loads("digits {}", 180);
  ASSERT_EQ(loads.size(), 2u);
  EXPECT_EQ(loads[0].num_rows, 180);
  EXPECT_FALSE(loads[0].after_last_step);
  EXPECT_EQ(loads[1].num_rows, 360);
  EXPECT_TRUE(loads[1].after_last_step);
}

TEST(EvaluationLoadTest, NothingChosenReadsNothing) { EXPECT_TRUE(EvaluationLoads(config::Task(), 0).empty()); }

}  // namespace
}  // namespace ceteris
