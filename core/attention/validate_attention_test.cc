#include "core/attention/validate_attention.h"

#include <limits>

#include "core/attention/attention_shape.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Attention Parse(const std::string& text) {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

std::string Refusal(const std::string& text, int64_t d_model = 64) {
  const absl::Status status = ValidateAttention(Parse(text), d_model, "m.attention");
  EXPECT_EQ(status.ok() ? absl::StatusCode::kInvalidArgument : status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(ValidateAttentionTest, AcceptsWhatCanBeBuilt) {
  for (const char* text :
       {"", "num_heads: 64", "num_heads: 6 num_kv_heads: 3 head_dim: 5", "num_heads: 5 head_dim: 7", "num_kv_heads: 1",
        "dropout_rate: 0.5", "kernel: FUSED", "dropout_rate: 0.5 kernel: COMPOSED"}) {
    EXPECT_EQ(Refusal(text), "") << text;
  }
}

TEST(ValidateAttentionTest, NamesPathValueAndWhatWouldBeRight) {
  EXPECT_EQ(Refusal("num_heads: 5"),
            "m.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4, 8, 16, 32 or 64, or write head_dim");
  EXPECT_EQ(Refusal("num_heads: 0"), "m.attention.num_heads: 0 is too small; use 1 or more");
  EXPECT_EQ(Refusal("num_heads: -8"), "m.attention.num_heads: -8 is too small; use 1 or more");
  EXPECT_EQ(Refusal("num_kv_heads: 3"), "m.attention.num_kv_heads: 3 does not divide num_heads 8; use 1, 2, 4 or 8");
  EXPECT_EQ(Refusal("num_kv_heads: 16"), "m.attention.num_kv_heads: 16 does not divide num_heads 8; use 1, 2, 4 or 8");
  EXPECT_EQ(Refusal("num_kv_heads: -1"), "m.attention.num_kv_heads: -1 is too small; use 0 or more");
  EXPECT_EQ(Refusal("head_dim: -1"), "m.attention.head_dim: -1 is too small; use 0 or more");
  EXPECT_EQ(Refusal("dropout_rate: 1"), "m.attention.dropout_rate: 1 is out of range; use 0 or more and less than 1");
  EXPECT_EQ(Refusal("dropout_rate: nan"),
            "m.attention.dropout_rate: nan is out of range; use 0 or more and less than 1");
  EXPECT_EQ(Refusal("dropout_rate: 0.1 kernel: FUSED"),
            "m.attention.kernel: FUSED takes no dropout_rate 0.1; use AUTO or COMPOSED");
}

TEST(ValidateAttentionTest, RefusesAbsurdSizes) {
  EXPECT_NE(Refusal("num_heads: 2147483647 head_dim: 2147483647"), "");
  EXPECT_NE(Refusal("num_heads: 8", int64_t{1} << 30), "");
}

TEST(AttentionShapeTest, DerivesWhatIsLeftAtZero) {
  const AttentionShape shape = ShapeOf(Parse("num_heads: 4"), 64);
  EXPECT_EQ(shape.num_kv_heads, 4);
  EXPECT_EQ(shape.head_dim, 16);
  const AttentionShape wide = ShapeOf(Parse("num_heads: 6 num_kv_heads: 2 head_dim: 10"), 64);
  EXPECT_EQ(wide.query_width(), 60);
  EXPECT_EQ(wide.kv_width(), 20);
}

}  // namespace
}  // namespace ceteris
