#include "core/position/validate_position.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string Refusal(const std::string& text, PositionContext context = {64, 16, 4, 128, true}) {
  config::Position config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  const absl::Status status = ValidatePosition(config, context, "m.position");
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(ValidatePositionTest, AcceptsWhatCanBeBuilt) {
  for (const char* text : {"none {}",
                           "sinusoidal {}",
                           "sinusoidal { theta: 1.5 }",
                           "learned {}",
                           "learned { max_positions: 128 }",
                           "rotary {}",
                           "alibi {}",
                           "relative_bias {}",
                           "relative_bias { num_buckets: 2 max_distance: 2 }",
                           "rotary { no_scaling {} }",
                           "rotary { linear {} }",
                           "rotary { ntk_aware {} }",
                           "rotary { yarn {} }",
                           "shaw {}",
                           "shaw { max_distance: 1 }",
                           "xpos {}",
                           "tensor_to_tensor_sinusoidal {}",
                           "learned_alibi {}",
                           "alibi {} randomised {}",
                           "learned {} randomised { max_positions: 128 }"}) {
    EXPECT_EQ(Refusal(text), "") << text;
  }
  EXPECT_EQ(Refusal("relative_bias { num_buckets: 7 max_distance: 4 }"), "");
}

TEST(ValidatePositionTest, NamesPathValueAndWhatWouldBeRight) {
  EXPECT_THAT(Refusal(""), testing::StartsWith("m.position.scheme: nothing is written; write none, sinusoidal, "));
  EXPECT_EQ(
      Refusal("rotary {}", {60, 15, 4, 128, true}),
      "m.position.rotary: head_dim 15 is odd, but rotary turns pairs of channels; use 16, or another number of heads");
  for (const std::string theta : {"1", "0.5", "-2", "nan", "inf"}) {
    for (const std::string scheme : {"rotary", "sinusoidal"}) {
      EXPECT_EQ(Refusal(scheme + " { theta: " + theta + " }"),
                "m.position." + scheme + ".theta: " + theta + " is out of range; use a finite number above 1");
    }
  }
  EXPECT_EQ(Refusal("learned { max_positions: 127 }"),
            "m.position.learned.max_positions: 127 is less than seq_len 128; use 128 or more, or 0 for exactly that");
  EXPECT_EQ(Refusal("learned { max_positions: -1 }"),
            "m.position.learned.max_positions: -1 is too small; use 0 or more");
  EXPECT_EQ(Refusal("relative_bias { num_buckets: 1 }"),
            "m.position.relative_bias.num_buckets: 1 is too small; use 2 or more");
  EXPECT_EQ(Refusal("relative_bias { max_distance: 16 }"),
            "m.position.relative_bias.max_distance: 16 leaves no room for wide buckets; use more than num_buckets / 2, "
            "17 or more");
}

TEST(ValidatePositionTest, RefusesScalingThatScalesNothing) {
  for (const std::string scaling : {"linear", "ntk_aware", "yarn"}) {
    for (const std::string factor : {"1", "0", "nan", "inf"}) {
      EXPECT_EQ(
          Refusal("rotary { " + scaling + " { factor: " + factor + " } }"),
          "m.position.rotary." + scaling + ".factor: " + factor + " is out of range; use a finite number above 1");
    }
  }
  EXPECT_EQ(
      Refusal("rotary { ntk_aware {} }", {8, 2, 4, 128, true}),
      "m.position.rotary.ntk_aware: head_dim 2 is a single pair of channels, the fastest and the slowest at once; "
      "use linear, or a head_dim of 4 or more");
  EXPECT_EQ(Refusal("rotary { yarn { beta_fast: 1 } }"),
            "m.position.rotary.yarn.beta_fast: 1 is out of range; use a finite number above 1");
  EXPECT_EQ(Refusal("rotary { yarn { beta_slow: 0 } }"),
            "m.position.rotary.yarn.beta_slow: 0 is out of range; use a finite number above 0");
  EXPECT_EQ(Refusal("rotary { yarn { original_max_positions: -1 } }"),
            "m.position.rotary.yarn.original_max_positions: -1 is too small; use 0 or more");
  EXPECT_EQ(Refusal("rotary { yarn {} }", {64, 16, 4, 6, true}),
            "m.position.rotary.yarn.original_max_positions: 0 makes 6 positions, over which no pair of channels turns "
            "beta_slow 1 times; use 7 or more");
}

TEST(ValidatePositionTest, RefusesWhatXposCannotTell) {
  EXPECT_EQ(
      Refusal("xpos {}", {60, 15, 4, 128, true}),
      "m.position.xpos: head_dim 15 is odd, but xpos turns pairs of channels; use 16, or another number of heads");
  EXPECT_EQ(
      Refusal("xpos {}", {64, 16, 4, 128, false}),
      "m.position.xpos: an encoder sees later tokens, to which xpos gives scores that grow with the distance; use "
      "rotary");
  EXPECT_EQ(Refusal("xpos { scale_base: 1 }"),
            "m.position.xpos.scale_base: 1 is too small for 128 positions: scores would leave float32; use 2 or more");
  EXPECT_EQ(Refusal("xpos { scale_base: 2 }"), "");
}

TEST(ValidatePositionTest, RandomisedPositionsHoldTheSequenceAndFitTheScheme) {
  EXPECT_EQ(Refusal("alibi {} randomised { max_positions: 127 }"),
            "m.position.randomised.max_positions: 127 is less than seq_len 128; use 128 or more");
  EXPECT_EQ(Refusal("alibi {} randomised { max_positions: 2000000 }"),
            "m.position.randomised.max_positions: 2000000 is too large; use at most 1048576");
  EXPECT_EQ(
      Refusal("learned { max_positions: 300 } randomised { max_positions: 400 }"),
      "m.position.learned.max_positions: 300 is less than randomised.max_positions 400; use 400 or more, or 0 for "
      "exactly that");
  EXPECT_EQ(Refusal("learned { max_positions: 400 } randomised { max_positions: 400 }"), "");
}

TEST(ValidatePositionTest, ASineAndACosineNeedTwoChannels) {
  EXPECT_EQ(Refusal("tensor_to_tensor_sinusoidal {}", {1, 1, 1, 128, true}),
            "m.position.tensor_to_tensor_sinusoidal: d_model 1 has no room for a sine and a cosine; use 2 or more");
  EXPECT_EQ(Refusal("tensor_to_tensor_sinusoidal { max_timescale: 1 }"),
            "m.position.tensor_to_tensor_sinusoidal.max_timescale: 1 is out of range; use a finite number above 1");
  EXPECT_EQ(Refusal("shaw { max_distance: 0 }"), "m.position.shaw.max_distance: 0 is too small; use 1 or more");
}

TEST(ValidatePositionTest, AnEncoderNeedsBucketsForBothSides) {
  const PositionContext encoder{64, 16, 4, 128, false};
  EXPECT_EQ(Refusal("relative_bias { num_buckets: 4 }", encoder), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 3 }", encoder), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 33 }", encoder), "");
}

TEST(ValidatePositionTest, RefusesAbsurdSizes) {
  EXPECT_NE(Refusal("learned { max_positions: 2147483647 }"), "");
  EXPECT_NE(Refusal("shaw { max_distance: 2147483647 }"), "");
  EXPECT_NE(Refusal("none {} randomised { max_positions: 2147483647 }"), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 2147483646 max_distance: 2147483647 }"), "");
}

}  // namespace
}  // namespace ceteris
