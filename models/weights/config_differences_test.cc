#include "models/weights/config_differences.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "models/model.pb.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Differences(const std::string& is, const std::string& wanted) {
  config::Model left, right;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(is, &left)) << is;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(wanted, &right)) << wanted;
  return ConfigDifferences(left, right, "model", {"initialization", "dropout_rate"});
}

TEST(ConfigDifferencesTest, WhatIsNotWrittenIsItsDefault) {
  EXPECT_THAT(Differences("embedding { tied: true } decoder { pre_norm {} norm { layer_norm {} } }",
                          "decoder { attention { num_heads: 8 } norm { layer_norm { epsilon: 1e-5 } } }"),
              IsEmpty());
}

TEST(ConfigDifferencesTest, NamesScalarsChoicesAndParts) {
  EXPECT_THAT(Differences("decoder { attention { num_heads: 4 } position { rotary {} } norm { rms_norm {} } }",
                          "encoder {} decoder { attention { num_heads: 8 } position { learned {} } norm { rms_norm { "
                          "epsilon: 0.5 } } post_norm {} }"),
              ElementsAre("model.encoder is absent, not present", "model.decoder.residual is pre_norm, not post_norm",
                          "model.decoder.attention.num_heads is 4, not 8",
                          "model.decoder.norm.rms_norm.epsilon is 1e-05, not 0.5",
                          "model.decoder.position is rotary, not learned"));
}

TEST(ConfigDifferencesTest, TheLastBitOfANumberIsNoDifference) {
  const std::string norm = "decoder { norm { rms_norm { epsilon: ";
  EXPECT_THAT(Differences(norm + "0.044194173824159223 } } }", norm + "0.044194173824159216 } } }"), IsEmpty());
  EXPECT_EQ(Differences(norm + "0.04419417382 } } }", norm + "0.044194173824159216 } } }").size(), 1u);
}

TEST(ConfigDifferencesTest, LeavesOutWhatIsIgnoredAtAnyDepth) {
  EXPECT_THAT(Differences("embedding { dropout_rate: 0.1 } decoder { attention { dropout_rate: 0.2 } }",
                          "decoder {} initialization { gpt2 { stddev: 1 } }"),
              IsEmpty());
}

}  // namespace
}  // namespace ceteris
