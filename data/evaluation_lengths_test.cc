#include "data/evaluation_lengths.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

config::LanguageModel Config(int32_t seq_len, const std::vector<int32_t>& lengths, int64_t num_validation_tokens) {
  config::LanguageModel config;
  config.set_seq_len(seq_len);
  for (const int32_t length : lengths) config.add_evaluate_at_lengths(length);
  config.set_num_validation_tokens(num_validation_tokens);
  return config;
}

TEST(EvaluationLengthsTest, NoneWrittenIsTheTrainingLength) {
  EXPECT_THAT(EvaluationLengths(Config(8, {}, 100)), ElementsAre(1));
  EXPECT_THAT(EvaluationLengths(Config(8, {1, 2, 4}, 100)), ElementsAre(1, 2, 4));
}

TEST(EvaluationLengthsTest, ASpanIsWholeWindowsOfEveryLength) {
  EXPECT_EQ(EvaluationSpan(Config(128, {}, 1)), 128);
  EXPECT_EQ(EvaluationSpan(Config(128, {1, 2, 4}, 1)), 512);
  EXPECT_EQ(EvaluationSpan(Config(10, {1, 2, 3}, 1)), 60);
  EXPECT_EQ(EvaluationSpan(Config(10, {1, 4, 6}, 1)), 120);
}

TEST(EvaluationLengthsTest, TokensAreCutDownToWholeSpans) {
  EXPECT_EQ(NumEvaluationTokens(Config(128, {1, 2, 4}, 16384)), 16384);
  EXPECT_EQ(NumEvaluationTokens(Config(128, {1, 2, 4}, 16383)), 15872);
  EXPECT_EQ(NumEvaluationTokens(Config(128, {1, 2, 4}, 511)), 0);
}

TEST(EvaluationLengthsTest, AbsurdLengthsStopAtTheLimit) {
  EXPECT_EQ(EvaluationSpan(Config(1 << 20, {1, 1019, 1021, 1023, 1024}, 1)), kSpanLimit);
  EXPECT_EQ(EvaluationSpan(Config(1 << 20, {1, 1024, 1025}, 1)), kSpanLimit);
}

}  // namespace
}  // namespace ceteris
