#include "core/attention/validate_attention.h"

#include <limits>
#include <map>

#include "core/attention/attention_shape.h"
#include "core/testing/default_choices.h"
#include "core/testing/every_variant.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Attention Parse(const std::string& text) {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  WriteDefaultChoices(&config);
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
        "dropout_rate: 0.5", "kernel: FUSED", "dropout_rate: 0.5 kernel: COMPOSED", "value_head_dim: 3", "scale: 1",
        "logit_soft_cap: 50", "learned_sink {} dropout_rate: 0.1", "kernel: FUSED scale: 1 rms_query_key_norm {}",
        "l2_query_key_norm { initial_scale: 4 } zero_sink {}", "num_heads: 64 rms_query_key_norm {}",
        "sliding_window { window: 1 } kernel: FUSED", "global_local {} learned_sink {}",
        "linear_attention {} l2_query_key_norm {} value_head_dim: 3 kernel: COMPOSED"}) {
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

TEST(ValidateAttentionTest, NamesWhatAScoreCannotBe) {
  EXPECT_EQ(Refusal("value_head_dim: -1"), "m.attention.value_head_dim: -1 is too small; use 0 or more");
  for (const std::string field : {"scale", "logit_soft_cap"}) {
    EXPECT_EQ(Refusal(field + ": -1"),
              "m.attention." + field + ": -1 is out of range; use 0 or a finite number above 0");
    EXPECT_NE(Refusal(field + ": nan"), "");
    EXPECT_NE(Refusal(field + ": inf"), "");
  }
  EXPECT_EQ(Refusal("l2_query_key_norm {} scale: 1"),
            "m.attention.scale: 1 has a trained one in its place with l2_query_key_norm; use 0");
  EXPECT_EQ(Refusal("layer_query_key_norm {} num_heads: 64"),
            "m.attention.layer_query_key_norm: {} leaves nothing of a head of 1 channel; use rms_query_key_norm, or "
            "fewer heads");
  for (const auto& choice : EveryVariant(Parse(""), "query_key_norm")) {
    for (const config::Attention& wrong : WithNonsense(choice, "query_key_norm"))
      EXPECT_FALSE(ValidateAttention(wrong, 64, "m.attention").ok()) << wrong.ShortDebugString();
  }
}

TEST(ValidateAttentionTest, TheFusedKernelTakesNoChangedSoftmax) {
  EXPECT_EQ(Refusal("kernel: FUSED logit_soft_cap: 50"),
            "m.attention.kernel: FUSED takes no logit_soft_cap 50; use AUTO or COMPOSED");
  EXPECT_EQ(Refusal("kernel: FUSED zero_sink {}"), "m.attention.kernel: FUSED takes no sink; use AUTO or COMPOSED");
}

TEST(ValidateAttentionTest, APatternHasKeys) {
  EXPECT_EQ(Refusal("sliding_window { window: 0 }"),
            "m.attention.sliding_window.window: 0 is too small; use 1 or more");
  EXPECT_EQ(Refusal("global_local { num_global: 0 }"),
            "m.attention.global_local.num_global: 0 is too small; use 1 or more");
  for (const auto& choice : EveryVariant(Parse(""), "pattern")) {
    for (const config::Attention& wrong : WithNonsense(choice, "pattern"))
      EXPECT_FALSE(ValidateAttention(wrong, 64, "m.attention").ok()) << wrong.ShortDebugString();
  }
}

TEST(ValidateAttentionTest, LinearAttentionTakesNothingThatActsOnScores) {
  for (const auto& [field, value] : std::map<std::string, std::string>{
           {"dropout_rate", "0.1"}, {"scale", "1"}, {"logit_soft_cap", "5"}, {"zero_sink", "{}"}}) {
    const std::string text = field + (value == "{}" ? " " : ": ") + value;
    EXPECT_EQ(Refusal("linear_attention {} " + text), "m.attention." + field + ": " + value +
                                                          " acts on scores, and linear_attention has none; use " +
                                                          (value == "{}" ? "no_sink" : "0"));
  }
  EXPECT_EQ(Refusal("linear_attention {} sliding_window {}"),
            "m.attention.sliding_window: {} hides keys, and linear_attention sums over all; use full");
  EXPECT_EQ(Refusal("linear_attention {} kernel: FUSED"),
            "m.attention.kernel: FUSED computes softmax, not linear_attention; use AUTO or COMPOSED");
}

TEST(ValidateAttentionTest, EveryChoiceMustBeWritten) {
  for (const std::string choice : {"query_key_norm", "sink", "pattern", "score"}) {
    config::Attention config = Parse("");
    config.GetReflection()->ClearOneof(&config, config::Attention::descriptor()->FindOneofByName(choice));
    EXPECT_NE(ValidateAttention(config, 64, "m.attention").message().find("m.attention." + choice), std::string::npos);
  }
}

TEST(ValidateAttentionTest, RefusesAbsurdSizes) {
  EXPECT_NE(Refusal("value_head_dim: 2147483647"), "");
  EXPECT_NE(Refusal("num_heads: 2147483647 head_dim: 2147483647"), "");
  EXPECT_NE(Refusal("num_heads: 8", int64_t{1} << 30), "");
}

TEST(AttentionShapeTest, DerivesWhatIsLeftAtZero) {
  const AttentionShape shape = ShapeOf(Parse("num_heads: 4"), 64);
  EXPECT_EQ(shape.num_kv_heads, 4);
  EXPECT_EQ(shape.head_dim, 16);
  const AttentionShape wide = ShapeOf(Parse("num_heads: 6 num_kv_heads: 2 head_dim: 10"), 64);
  EXPECT_EQ(wide.query_width(), 60);
  EXPECT_EQ(wide.key_width(), 20);
  EXPECT_EQ(wide.value_width(), 20);
  EXPECT_EQ(ShapeOf(Parse("num_heads: 4 value_head_dim: 3"), 64).mixed_width(), 12);
}

}  // namespace
}  // namespace ceteris
