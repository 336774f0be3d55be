#include "core/base/did_you_mean.h"

#include <gtest/gtest.h>

namespace ceteris {
namespace {

const std::vector<std::string>& Schemes() {
  static const auto* schemes = new std::vector<std::string>{"none", "sinusoidal", "learned", "rotary", "alibi"};
  return *schemes;
}

TEST(DidYouMeanTest, FindsOneSlipOfEachKind) {
  EXPECT_EQ(DidYouMean("rotry", Schemes()), "; did you mean \"rotary\"?");    // left out
  EXPECT_EQ(DidYouMean("rotaary", Schemes()), "; did you mean \"rotary\"?");  // too many
  EXPECT_EQ(DidYouMean("rotarx", Schemes()), "; did you mean \"rotary\"?");   // replaced
  EXPECT_EQ(DidYouMean("rotray", Schemes()), "; did you mean \"rotary\"?");   // swapped
  EXPECT_EQ(DidYouMean("Rotary", Schemes()), "; did you mean \"rotary\"?");   // case
  EXPECT_EQ(DidYouMean("sinusodial", Schemes()), "; did you mean \"sinusoidal\"?");
}

TEST(DidYouMeanTest, SaysNothingWhereNothingIsClose) {
  EXPECT_EQ(DidYouMean("xpos", Schemes()), "");
  EXPECT_EQ(DidYouMean("", Schemes()), "");
  EXPECT_EQ(DidYouMean("rotary", {}), "");
  EXPECT_EQ(DidYouMean("ab", {"cd"}), "");  // two of two letters
}

TEST(DidYouMeanTest, PrefersTheClosestThenTheFirst) {
  EXPECT_EQ(DidYouMean("num_head", {"num_layers", "num_kv_heads", "num_heads"}), "; did you mean \"num_heads\"?");
  EXPECT_EQ(DidYouMean("beta", {"beta1", "beta2"}), "; did you mean \"beta1\"?");
}

}  // namespace
}  // namespace ceteris
