#include "experiments/run/record_attention.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Trial TrialOf(const std::string& text, const std::string& change = "") {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial));
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(change, &trial));
  Resolve(&trial);
  return trial;
}

constexpr char kLanguageModel[] = R"(
    task { language_model { seq_len: 16 num_validation_tokens: 64 } }
    model { decoder { num_layers: 2 d_model: 16 attention { num_heads: 4 num_kv_heads: 2 } } }
    training { num_steps: 3 batch_size: 2 learning_rate: 0.01 })";

RecordedAttention Record(const config::Trial& trial, const std::string& text) {
  const absl::StatusOr<RecordedAttention> recorded =
      RecordAttention(trial, RunForTesting(trial).weights_path, text, "cpu");
  EXPECT_TRUE(recorded.ok()) << recorded.status();
  return recorded.value_or(RecordedAttention());
}

// Rows of probabilities: each sums to 1.
void ExpectDistributions(const RecordedLayer& layer) {
  ASSERT_EQ(layer.weights.size(), static_cast<size_t>(layer.num_heads * layer.query_len * layer.key_len));
  for (int64_t row = 0; row < layer.num_heads * layer.query_len; ++row) {
    double sum = 0;
    for (int64_t key = 0; key < layer.key_len; ++key) sum += layer.weights[row * layer.key_len + key];
    EXPECT_NEAR(sum, 1, 1e-5) << layer.name << " row " << row;
  }
}

TEST(RecordAttentionTest, EveryHeadOfEveryLayerAndNoLookAhead) {
  const RecordedAttention recorded = Record(TrialOf(kLanguageModel), "In the \n");
  EXPECT_EQ(recorded.places.tokens, (std::vector<std::string>{"I", "n", " ", "t", "h", "e", " ", "\n"}));
  EXPECT_TRUE(recorded.places.source.empty());
  ASSERT_EQ(recorded.layers.size(), 2u);
  for (int layer = 0; layer < 2; ++layer) {
    const RecordedLayer& one = recorded.layers[layer];
    EXPECT_EQ(one.name, absl::StrCat("decoder.", layer, ".attention"));
    EXPECT_EQ(one.num_heads, 4);
    ExpectDistributions(one);
    for (int64_t head = 0; head < 4; ++head) {
      for (int64_t query = 0; query < 8; ++query) {
        for (int64_t key = query + 1; key < 8; ++key) EXPECT_EQ(one.weights[(head * 8 + query) * 8 + key], 0);
      }
    }
  }
  EXPECT_NE(recorded.layers[0].weights, recorded.layers[1].weights);
}

TEST(RecordAttentionTest, AnEncoderDecoderReadsWritesAndLooksAcross) {
  const config::Trial trial = TrialOf(R"(
      task { reverse_sequences { sequences { vocab_size: 12 max_len: 6 } } }
      model {
        encoder { num_layers: 1 d_model: 16 attention { num_heads: 2 } }
        decoder { num_layers: 1 d_model: 16 attention { num_heads: 2 } }
      }
      training { num_steps: 3 batch_size: 2 learning_rate: 0.01 })");
  const RecordedAttention recorded = Record(trial, "3 5 4");
  EXPECT_EQ(recorded.places.source, (std::vector<std::string>{"3", "5", "4"}));
  EXPECT_EQ(recorded.places.tokens[0], "start");
  EXPECT_LE(recorded.places.tokens.size(), 7u);
  std::vector<std::string> names;
  for (const RecordedLayer& layer : recorded.layers) {
    names.push_back(layer.name);
    ExpectDistributions(layer);
    const bool encoder = layer.name == "encoder.0.attention", cross = layer.name == "decoder.0.cross_attention";
    const int64_t written = static_cast<int64_t>(recorded.places.tokens.size());
    EXPECT_EQ(layer.query_len, encoder ? 3 : written);
    EXPECT_EQ(layer.key_len, encoder || cross ? 3 : written);
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"encoder.0.attention", "decoder.0.attention", "decoder.0.cross_attention"}));
  const std::string weights = RunForTesting(trial).weights_path;
  for (const char* text : {"3 12", "2 3", "three", "", "3 3 3 3 3 3 3"}) {
    const absl::Status status = RecordAttention(trial, weights, text, "cpu").status();
    EXPECT_TRUE(absl::IsInvalidArgument(status) && absl::StartsWith(status.message(), "text: ")) << text << status;
  }
}

TEST(RecordAttentionTest, AnImageIsReadByItsNumber) {
  const config::Trial trial = TrialOf(R"(
      task { digits {} }
      model {
        input { patches { patch_size: 2 } }
        head { classifier {} }
        encoder { num_layers: 1 d_model: 16 attention { num_heads: 2 } }
      }
      training { num_steps: 3 batch_size: 2 learning_rate: 0.01 })");
  const RecordedAttention recorded = Record(trial, "7");
  EXPECT_EQ(recorded.places.columns, 4);
  ASSERT_EQ(recorded.places.tokens.size(), 17u);
  EXPECT_EQ(recorded.places.tokens[0], "class");
  EXPECT_EQ(recorded.places.tokens[6], "1,1");
  ASSERT_EQ(recorded.layers.size(), 1u);
  ExpectDistributions(recorded.layers[0]);
  EXPECT_NE(recorded.layers[0].weights, Record(trial, "8").layers[0].weights);
  const absl::Status status = RecordAttention(trial, RunForTesting(trial).weights_path, "99999", "cpu").status();
  EXPECT_TRUE(absl::StrContains(status.message(), "no validation image; want a number from 0 to")) << status;
}

TEST(RecordAttentionTest, WhatCannotBeReadIsNamed) {
  const config::Trial trial = TrialOf(kLanguageModel, "model { decoder { position { learned {} } } }");
  const std::string weights = RunForTesting(trial).weights_path;
  const auto error = [&](const std::string& text) {
    const absl::Status status = RecordAttention(trial, weights, text, "cpu").status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  };
  EXPECT_TRUE(absl::StrContains(error(""), "text: is empty"));
  EXPECT_TRUE(absl::StrContains(error("a \u2603"), "U+2603"));
  EXPECT_TRUE(absl::StrContains(error(std::string(17, 'a')), "17 tokens, and the model's positions end at 16"));
  const config::Trial far = TrialOf(kLanguageModel, "model { decoder { position { rotary {} } } }");
  const absl::Status much =
      RecordAttention(far, RunForTesting(far).weights_path, std::string(2000, 'a'), "cpu").status();
  EXPECT_TRUE(absl::StrContains(much.message(), "2000 tokens make 32000000 weights")) << much;
}

}  // namespace
}  // namespace ceteris
