#include "core/block/validate_stack.h"

#include "core/testing/default_choices.h"
#include "core/testing/every_variant.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string Refusal(const std::string& text) {
  config::Stack config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "d_model: 64 feed_forward { gelu {} } norm { layer_norm {} } position { rotary {} } pre_norm {}", &config));
  config::Stack change;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &change)) << text;
  config.MergeFrom(change);
  WriteDefaultChoices(&config);
  return std::string(ValidateStack(config, {128, true}, "model.decoder").message());
}

TEST(ValidateStackTest, AcceptsWhatCanBeBuilt) {
  EXPECT_EQ(Refusal(""), "");
  EXPECT_EQ(Refusal("post_norm {} dropout_rate: 0.1"), "");
}

TEST(ValidateStackTest, ChecksItsOwnFields) {
  EXPECT_EQ(Refusal("num_layers: 0"), "model.decoder.num_layers: 0 is too small; use 1 or more");
  EXPECT_EQ(Refusal("num_layers: 100000"), "model.decoder.num_layers: 100000 is too large; use at most 10000");
  EXPECT_EQ(Refusal("d_model: 0"), "model.decoder.d_model: 0 is too small; use 1 or more");
  EXPECT_EQ(Refusal("d_model: 100000"),
            "model.decoder.d_model: 100000 makes a tensor of 100000 x 100000 elements; a tensor has at most 2^31");
  EXPECT_EQ(Refusal("dropout_rate: 1"), "model.decoder.dropout_rate: 1 is out of range; use 0 or more and less than 1");
  EXPECT_EQ(ValidateStack(config::Stack::default_instance(), {128, true}, "m").message(),
            "m.attention.query_key_norm: nothing is written; write no_query_key_norm, rms_query_key_norm, "
            "layer_query_key_norm or l2_query_key_norm");
}

TEST(ValidateStackTest, ChecksLayerScaleAndLayerDrop) {
  EXPECT_EQ(Refusal("layer_scale {} layer_drop_rate: 0.2 sandwich {} parallel {}"), "");
  EXPECT_EQ(Refusal("layer_scale { initial: 0 }"),
            "model.decoder.layer_scale.initial: 0 is out of range; use a finite number above 0");
  EXPECT_EQ(Refusal("layer_scale { initial: nan }"),
            "model.decoder.layer_scale.initial: nan is out of range; use a finite number above 0");
  EXPECT_EQ(Refusal("layer_drop_rate: 1"),
            "model.decoder.layer_drop_rate: 1 is out of range; use 0 or more and less than 1");
}

TEST(ValidateStackTest, EveryChoiceMustBeWritten) {
  config::Stack config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "feed_forward { gelu {} } norm { no_norm {} } position { none {} }", &config));
  WriteDefaultChoices(&config);
  config.clear_arrangement();
  EXPECT_EQ(ValidateStack(config, {128, true}, "m").message(),
            "m.arrangement: nothing is written; write sequential or parallel");
  config.clear_residual();
  EXPECT_EQ(ValidateStack(config, {128, true}, "m").message(),
            "m.residual: nothing is written; write pre_norm, post_norm, sandwich or rezero");
}

TEST(ValidateStackTest, ChecksItsPartsUnderTheirPaths) {
  EXPECT_EQ(Refusal("attention { num_heads: 5 }"),
            "model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4, 8, 16, 32 or 64, or write "
            "head_dim");
  EXPECT_EQ(Refusal("feed_forward { d_ff: -4 }"), "model.decoder.feed_forward.d_ff: -4 is too small; use 0 or more");
  EXPECT_EQ(Refusal("norm { rms_norm { epsilon: 0 } }"),
            "model.decoder.norm.rms_norm.epsilon: 0 is out of range; use a finite number above 0");
  EXPECT_EQ(Refusal("position { learned { max_positions: 64 } }"),
            "model.decoder.position.learned.max_positions: 64 is less than seq_len 128; use 128 or more, or 0 for "
            "exactly that");
}

TEST(ValidateStackTest, ChecksWhatPartsDemandOfEachOther) {
  EXPECT_EQ(Refusal("d_model: 60 attention { num_heads: 4 }"),
            "model.decoder.position.rotary: head_dim 15 is odd, but rotary turns pairs of channels; use 16, or another "
            "number of heads");
  EXPECT_EQ(Refusal("attention { kernel: FUSED } position { relative_bias {} }"),
            "model.decoder.attention.kernel: FUSED trains no relative_bias; use AUTO or COMPOSED");
  EXPECT_EQ(Refusal("attention { kernel: FUSED } position { shaw {} }"),
            "model.decoder.attention.kernel: FUSED trains no shaw; use AUTO or COMPOSED");
}

TEST(ValidateStackTest, GlobalTokensNeedPositionsThatStay) {
  EXPECT_EQ(Refusal("attention { global_local {} } position { randomised {} }"),
            "model.decoder.attention.global_local: {} knows global tokens by positions 0, 1, ..., which "
            "position.randomised moves; use sliding_window, or leave randomised out");
  EXPECT_EQ(Refusal("attention { sliding_window {} } position { randomised {} }"), "");
}

TEST(ValidateStackTest, LinearAttentionTakesPositionsThatActOnEmbeddings) {
  EXPECT_EQ(Refusal("attention { linear_attention {} } position { rotary {} }"),
            "model.decoder.position.scheme: rotary acts on queries and keys, which linear_attention takes from no "
            "position; use none or one that acts on embeddings, such as sinusoidal");
  int accepted = 0, refused = 0;
  for (const auto& position : EveryVariant(config::Position(), "scheme")) {
    const std::string name = VariantName(position, "scheme");
    ++(Refusal("attention { linear_attention {} } position { " + name + " {} }").empty() ? accepted : refused);
  }
  EXPECT_GE(accepted, 3) << "none, sinusoidal, learned";
  EXPECT_GE(refused, 3) << "rotary, alibi, relative_bias";
}

}  // namespace
}  // namespace ceteris
