#include "models/head/validate_head.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string ErrorOf(const config::Head& config) { return std::string(ValidateHead(config, "model.head").message()); }

TEST(ValidateHeadTest, NamesTheFieldThatIsWrong) {
  config::Head config;
  EXPECT_EQ(ErrorOf(config).find("model.head"), 0u);
  config.mutable_tokens();
  EXPECT_EQ(ErrorOf(config), "");
  config.mutable_classifier();
  EXPECT_EQ(ErrorOf(config).find("model.head.classifier.pooling"), 0u) << ErrorOf(config);
  config.mutable_classifier()->mutable_pooling()->mutable_mean();
  EXPECT_EQ(ErrorOf(config), "");
  for (const double rate : {-0.1, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    config.mutable_classifier()->set_dropout_rate(rate);
    EXPECT_EQ(ErrorOf(config).find("model.head.classifier.dropout_rate: "), 0u) << rate;
  }
}

}  // namespace
}  // namespace ceteris
