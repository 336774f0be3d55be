#include "experiments/run/export_weights.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/tensor/scope.h"
#include "core/testing/tensor_matchers.h"
#include "experiments/run/assembled_trial.h"
#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "models/model_factory.h"
#include "models/weights/huggingface.h"
#include "models/weights/trial_weights.h"

namespace ceteris {
namespace {

config::Trial Trial(const std::string& position) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("task { language_model { seq_len: 16 num_validation_tokens: 64 } } model { decoder { num_layers: 2 ",
                   "d_model: 16 attention { num_heads: 2 } feed_forward { gelu_tanh {} } position { ", position,
                   " } } } training { num_steps: 3 batch_size: 2 learning_rate: 0.01 }"),
      &trial));
  Resolve(&trial);
  return trial;
}

std::string Folder(const std::string& name) { return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name); }

// What is read back from the folder is the trial's model, weight by weight.
TEST(ExportWeightsTest, AFolderIsWrittenThatReadsBackAsTheTrialsModel) {
  const config::Trial trial = Trial("learned {}");
  const std::string weights = RunForTesting(trial).weights_path;
  const absl::Status exported = ExportWeights(trial, weights, Folder("gpt2"));
  ASSERT_TRUE(exported.ok()) << exported;

  HuggingFaceModel read = ReadHuggingFaceConfig(Folder("gpt2")).value();
  Resolve(&read.model);
  ParameterSet parameters;
  const auto model = BuildModel(read.model, read.shape, Scope(&parameters, /*seed=*/7, at::TensorOptions()));
  ASSERT_TRUE(model.ok()) << model.status();
  ASSERT_TRUE(ImportHuggingFace(Folder("gpt2"), read, &parameters).ok());

  const AssembledTrial trained = AssembleTrial(trial, 0, at::kCPU).value();
  ASSERT_TRUE(LoadWeights(weights, trained.parameters.get()).ok());
  ASSERT_EQ(parameters.parameters().size(), trained.parameters->parameters().size());
  for (const Parameter& parameter : trained.parameters->parameters()) {
    const Parameter* other = parameters.FindOne(parameter.name);
    ASSERT_NE(other, nullptr) << parameter.name;
    EXPECT_TRUE(TensorsBitEqual(other->tensor.detach(), parameter.tensor.detach())) << parameter.name;
  }
}

TEST(ExportWeightsTest, AModelThatNoClassComputesIsRefusedByItsFields) {
  const config::Trial trial = Trial("alibi {}");
  const absl::Status refused = ExportWeights(trial, RunForTesting(trial).weights_path, Folder("alibi"));
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  EXPECT_TRUE(absl::StrContains(refused.message(), "position")) << refused;
  EXPECT_FALSE(std::ifstream(Folder("alibi/config.json")).good());
}

// BERT's class has a table of segments, and no text task has segments.
TEST(ExportWeightsTest, AnEncoderWithoutSegmentsIsRefused) {
  config::Trial trial;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "task { masked_language_model { seq_len: 16 num_validation_tokens: 64 } } model { head { masked_tokens {} } "
      "encoder { num_layers: 1 d_model: 16 attention { num_heads: 2 } position { learned {} } post_norm {} "
      "embedding_norm {} } } training { num_steps: 3 batch_size: 4 learning_rate: 0.01 }",
      &trial));
  Resolve(&trial);
  const absl::Status refused = ExportWeights(trial, RunForTesting(trial).weights_path, Folder("bert"));
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  EXPECT_TRUE(absl::StrContains(refused.message(), "segments")) << refused;
}

}  // namespace
}  // namespace ceteris
