// Every family learns: a short training of a small model of each ends well below what it started with.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/validate_trial.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

// Trains and returns what was measured; every trial must end in success, and again with the same bits.
TrialResult Train(const std::string& text) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial)) << text;
  Resolve(&trial);
  EXPECT_TRUE(ValidateTrial(trial).ok()) << ValidateTrial(trial);
  TrialResult result = RunForTesting(trial);
  EXPECT_EQ(result.footer.outcome(), journal::Footer::SUCCEEDED) << result.footer.reason();
  EXPECT_GT(result.header.flops_per_token(), 0);
  EXPECT_EQ(result.weights_sha256.size(), 64u);
  return result;
}

double Last(const TrialResult& result, const std::string& metric) {
  const auto found = result.values.find({metric, result.footer.num_steps()});
  EXPECT_NE(found, result.values.end()) << metric;
  return found == result.values.end() ? std::nan("") : found->second;
}

// Entropy of a single character of the King James text, in nats: what a model that sees no context can reach.
constexpr double kUnigramEntropy = 3.02;

TEST(FamiliesTest, ADecoderAlonePredictsTheNextCharacter) {
  const TrialResult result = Train(R"(
    task { language_model { seq_len: 32 num_validation_tokens: 4096 } }
    model {
      initialization { gpt2 { stddev: 0.1 } }
      decoder { num_layers: 1 d_model: 32 attention { num_heads: 2 } position { rotary {} } }
    }
    training { num_steps: 150 batch_size: 16 learning_rate: 0.01 evaluate_every: 0 })");
  EXPECT_LT(Last(result, "valid/loss"), kUnigramEntropy - 0.5);
}

TEST(FamiliesTest, AnEncoderAloneFindsHiddenCharacters) {
  const TrialResult result = Train(R"(
    task { masked_language_model { seq_len: 32 num_validation_tokens: 8192 } }
    model {
      initialization { gpt2 { stddev: 0.1 } }
      head { masked_tokens {} }
      encoder { num_layers: 1 d_model: 32 attention { num_heads: 2 } position { rotary {} } }
    }
    training { num_steps: 250 batch_size: 32 learning_rate: 0.01 evaluate_every: 0 })");
  EXPECT_LT(Last(result, "valid/loss"), kUnigramEntropy - 0.3);
  EXPECT_GT(Last(result, "valid/accuracy"), 0.3);  // a space, always, would be right one time in five
}

TEST(FamiliesTest, AnEncoderAndADecoderCopy) {
  const TrialResult result = Train(R"(
    task { copy_sequences { sequences { vocab_size: 8 max_len: 5 num_validation_sequences: 64 } } }
    model {
      initialization { gpt2 { stddev: 0.1 } }
      encoder { num_layers: 1 d_model: 32 attention { num_heads: 2 } feed_forward { relu {} } position { learned {} } }
      decoder { num_layers: 1 d_model: 32 attention { num_heads: 2 } feed_forward { relu {} } position { learned {} } }
    }
    training { num_steps: 300 batch_size: 32 learning_rate: 0.01 evaluate_every: 0 })");
  EXPECT_GT(Last(result, "valid/exact_match"), 0.8);
  EXPECT_LT(Last(result, "valid/loss"), 0.3);
}

TEST(FamiliesTest, AVisionTransformerReadsDigits) {
  const TrialResult result = Train(R"(
    task { digits {} }
    model {
      initialization { gpt2 { stddev: 0.1 } }
      input { patches { patch_size: 2 class_token: false } }
      head { classifier { pooling { mean {} } } }
      encoder { num_layers: 1 d_model: 32 attention { num_heads: 2 } position { learned {} } }
    }
    training { num_steps: 200 batch_size: 32 learning_rate: 0.005 evaluate_every: 100 })");
  EXPECT_GT(Last(result, "test/accuracy"), 0.85);
  EXPECT_GT(Last(result, "valid/accuracy"), 0.85);
  EXPECT_EQ(result.values.count({"test/accuracy", 100}), 0u);  // read once, after the last step
}

TEST(FamiliesTest, GuessingTheClassesIsWhatADivergedModelIsComparedWith) {
  config::Trial trial;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    task { digits {} }
    model {
      input { patches { patch_size: 4 class_token: false } }
      head { classifier { pooling { mean {} } } }
      encoder { num_layers: 1 d_model: 8 attention { num_heads: 2 } }
    }
    training { num_steps: 6 batch_size: 4 learning_rate: 3 schedule { constant {} } })",
                                                            &trial));
  Resolve(&trial);
  const TrialResult result = RunForTesting(trial);
  EXPECT_EQ(result.footer.outcome(), journal::Footer::DIVERGED);
  EXPECT_NE(result.footer.reason().find("uniform guess, 2.30"), std::string::npos) << result.footer.reason();
}

}  // namespace
}  // namespace ceteris
