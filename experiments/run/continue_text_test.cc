#include "experiments/run/continue_text.h"

#include "absl/strings/match.h"
#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Trial SmallTrial(const std::string& change = "") {
  config::Trial trial;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(R"pb(
                                                      task { language_model { seq_len: 16 num_validation_tokens: 64 } }
                                                      model {
                                                        decoder {
                                                          num_layers: 1
                                                          d_model: 16
                                                          attention { num_heads: 2 }
                                                        }
                                                      }
                                                      training { num_steps: 3 batch_size: 2 learning_rate: 0.01 }
                                                    )pb",
                                                    &trial));
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(change, &trial));
  Resolve(&trial);
  return trial;
}

class ContinueTextTest : public ::testing::Test {
 protected:
  const config::Trial trial_ = SmallTrial();
  const std::string weights_ = RunForTesting(trial_).weights_path;
  ContinueTextOptions options_;
};

TEST_F(ContinueTextTest, ThePromptComesFirstAndASeedRepeats) {
  options_.max_new_tokens = 40;  // beyond the 16 that the model was trained on
  const auto text = ContinueText(trial_, weights_, "In the beginning", options_);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_TRUE(absl::StartsWith(*text, "In the beginning"));
  EXPECT_GE(text->size(), 16u + 40u);  // a token is a character, of one byte or more
  EXPECT_EQ(*text, *ContinueText(trial_, weights_, "In the beginning", options_));
  options_.seed = 2;
  EXPECT_NE(*text, *ContinueText(trial_, weights_, "In the beginning", options_));
}

TEST_F(ContinueTextTest, ZeroTemperatureTakesNoSeed) {
  options_.temperature = 0;
  const std::string text = *ContinueText(trial_, weights_, "God", options_);
  options_.seed = 2;
  EXPECT_EQ(text, *ContinueText(trial_, weights_, "God", options_));
}

TEST_F(ContinueTextTest, WhatCannotBeContinuedIsNamed) {
  EXPECT_TRUE(absl::StrContains(ContinueText(trial_, weights_, "", options_).status().message(), "prompt: is empty"));
  const absl::Status snowman = ContinueText(trial_, weights_, "a \u2603", options_).status();
  EXPECT_TRUE(absl::IsInvalidArgument(snowman));
  EXPECT_TRUE(absl::StrContains(snowman.message(), "U+2603")) << snowman;
  const absl::Status other =
      ContinueText(SmallTrial("model { decoder { d_model: 32 } }"), weights_, "a", options_).status();
  EXPECT_TRUE(absl::IsInvalidArgument(other)) << other;
  EXPECT_FALSE(ContinueText(trial_, weights_ + ".gone", "a", options_).ok());
}

}  // namespace
}  // namespace ceteris
