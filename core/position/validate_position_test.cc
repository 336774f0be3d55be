#include "core/position/validate_position.h"

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
  for (const char* text :
       {"none {}", "sinusoidal {}", "sinusoidal { theta: 1.5 }", "learned {}", "learned { max_positions: 128 }",
        "rotary {}", "alibi {}", "relative_bias {}", "relative_bias { num_buckets: 2 max_distance: 2 }"}) {
    EXPECT_EQ(Refusal(text), "") << text;
  }
  EXPECT_EQ(Refusal("relative_bias { num_buckets: 7 max_distance: 4 }"), "");
}

TEST(ValidatePositionTest, NamesPathValueAndWhatWouldBeRight) {
  EXPECT_EQ(Refusal(""),
            "m.position.scheme: nothing is written; write none, sinusoidal, learned, rotary, alibi or relative_bias");
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

TEST(ValidatePositionTest, AnEncoderNeedsBucketsForBothSides) {
  const PositionContext encoder{64, 16, 4, 128, false};
  EXPECT_EQ(Refusal("relative_bias { num_buckets: 4 }", encoder), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 3 }", encoder), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 33 }", encoder), "");
}

TEST(ValidatePositionTest, RefusesAbsurdSizes) {
  EXPECT_NE(Refusal("learned { max_positions: 2147483647 }"), "");
  EXPECT_NE(Refusal("relative_bias { num_buckets: 2147483646 max_distance: 2147483647 }"), "");
}

}  // namespace
}  // namespace ceteris
