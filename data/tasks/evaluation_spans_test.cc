#include "data/tasks/evaluation_spans.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(EvaluationSpansTest, AllSpansWhereAllAreWanted) {
  // 13 tokens: 12 can be predicted.
  EXPECT_THAT(EvaluationSpans(13, 4, 12), ElementsAre(0, 4, 8));
  EXPECT_THAT(EvaluationSpans(12, 4, 100), ElementsAre(0, 4));
}

TEST(EvaluationSpansTest, AFewAreTheMiddlesOfEqualParts) {
  EXPECT_THAT(EvaluationSpans(101, 1, 1), ElementsAre(50));
  EXPECT_THAT(EvaluationSpans(101, 1, 2), ElementsAre(25, 75));
  EXPECT_THAT(EvaluationSpans(1001, 10, 50), ElementsAre(100, 300, 500, 700, 900));
}

TEST(EvaluationSpansTest, ATextShorterThanASpanHasNone) {
  EXPECT_THAT(EvaluationSpans(4, 4, 100), IsEmpty());
  EXPECT_THAT(EvaluationSpans(0, 4, 100), IsEmpty());
  EXPECT_THAT(EvaluationSpans(100, 4, 3), IsEmpty());
}

TEST(EvaluationSpansTest, SpansRiseStayInsideAndNeverOverlap) {
  for (int64_t text_tokens = 1; text_tokens < 200; ++text_tokens) {
    for (const int64_t span : {1, 3, 8}) {
      for (const int64_t num_tokens : {1, 7, 40, 1000}) {
        const std::vector<int64_t> begins = EvaluationSpans(text_tokens, span, num_tokens);
        for (size_t i = 0; i < begins.size(); ++i) {
          ASSERT_GE(begins[i], i == 0 ? 0 : begins[i - 1] + span);
          ASSERT_LT(begins[i] + span, text_tokens);
        }
        ASSERT_EQ(static_cast<int64_t>(begins.size()), std::min((text_tokens - 1) / span, num_tokens / span));
      }
    }
  }
}

}  // namespace
}  // namespace ceteris
