// Parity with Hugging Face Transformers: the same weights give the same logits, gradients and training steps.
//
// golden/FAMILY was written by make_golden.py with the library itself, so the names, shapes and the meaning of each
// tensor are its own. Everything is in float64.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/batch/batch_source.h"
#include "core/training/train.h"
#include "experiments/spec/resolve.h"
#include "models/model_factory.h"
#include "models/objective/cross_entropy.h"
#include "models/weights/huggingface.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

Tensors ByName(const std::vector<NamedTensor>& tensors) {
  Tensors by_name;
  for (const NamedTensor& named : tensors) by_name[named.name] = named.tensor;
  return by_name;
}

Tensors ReadTensors(const std::string& path) { return ByName(ReadSafetensors(path).value().tensors); }

at::Tensor Find(const Tensors& tensors, const std::string& name) {
  const auto found = tensors.find(name);
  return found == tensors.end() ? at::Tensor() : found->second;
}

// [batch, len] of 1 and 0 to [batch, 1, 1, len] bool.
at::Tensor Visible(const at::Tensor& mask) {
  return mask.defined() ? mask.to(at::kBool).unsqueeze(1).unsqueeze(1) : mask;
}

// The inputs under Transformers' names.
Batch GoldenBatch(const Tensors& golden) {
  Batch batch;
  const at::Tensor decoder_inputs = Find(golden, "decoder_input_ids");
  const at::Tensor tokens = Find(golden, "input_ids"), mask = Visible(Find(golden, "attention_mask"));
  (decoder_inputs.defined() ? batch.source : batch.inputs) = tokens;
  (decoder_inputs.defined() ? batch.source_may_attend : batch.may_attend) = mask;
  if (decoder_inputs.defined()) batch.inputs = decoder_inputs;
  batch.segments = Find(golden, "token_type_ids");
  batch.images = Find(golden, "pixel_values");
  batch.targets = Find(golden, "targets");
  batch.num_targets = CountTargets(batch.targets);
  return batch;
}

class OneBatch final : public BatchSource {
 public:
  explicit OneBatch(Batch batch) : batch_(std::move(batch)) {}
  Batch Get(int64_t) const override { return batch_; }
  int64_t size() const override { return kEndless; }

 private:
  Batch batch_;
};

// The optimizer that make_golden.py uses.
config::Training TenSteps(int64_t batch_size) {
  config::Training training;
  training.set_num_steps(10);
  training.set_batch_size(static_cast<int32_t>(batch_size));
  training.set_learning_rate(0.01);
  training.set_max_gradient_norm(0);
  training.mutable_schedule()->mutable_constant();
  training.mutable_precision()->mutable_float64();
  config::AdamW& adamw = *training.mutable_optimizer()->mutable_adamw();
  adamw.set_beta1(0.9);
  adamw.set_beta2(0.95);
  adamw.set_epsilon(1e-6);
  adamw.set_weight_decay(0.1);
  training.set_log_every(1);
  Resolve(&training);
  return training;
}

// The largest difference of two tensors, as a fraction of the largest number in `wanted` or of `floor`.
double RelativeDifference(const at::Tensor& is, const at::Tensor& wanted, double floor) {
  EXPECT_EQ(is.sizes(), wanted.sizes());
  if (is.sizes() != wanted.sizes()) return 1;
  const double largest = std::max(at::max(at::abs(wanted)).item<double>(), floor);
  return at::max(at::abs(is - wanted)).item<double>() / largest;
}

class HuggingFaceParityTest : public testing::TestWithParam<const char*> {
 protected:
  HuggingFaceParityTest()
      : folder_(absl::StrCat("tools/parity/huggingface/golden/", GetParam())),
        golden_(ReadTensors(folder_ + "/expected.safetensors")) {}

  void SetUp() override {
    absl::StatusOr<HuggingFaceModel> read = ReadHuggingFaceConfig(folder_);
    ASSERT_TRUE(read.ok()) << read.status();
    config_ = *std::move(read);
    Resolve(&config_.model);
    absl::StatusOr<std::unique_ptr<Model>> model =
        BuildModel(config_.model, config_.shape, Scope(&parameters_, /*seed=*/1, at::kDouble));
    ASSERT_TRUE(model.ok()) << model.status();
    model_ = *std::move(model);
    ASSERT_EQ(ImportHuggingFace(folder_, config_, &parameters_), absl::OkStatus());
    batch_ = GoldenBatch(golden_);
  }

  at::Tensor Logits() const { return model_->Forward(batch_, ForwardContext()).logits; }

  // Every tensor as Transformers names it, of the parameters or of what stands in their place.
  Tensors Exported(const ParameterSet& parameters) const {
    const std::string folder = absl::StrCat(testing::TempDir(), "/", GetParam());
    EXPECT_EQ(ExportHuggingFace(config_, parameters, folder), absl::OkStatus());
    return ReadTensors(folder + "/model.safetensors");
  }

  // Against the golden tensors "<kind>/NAME". A gradient that is 0 in exact arithmetic (a key's bias) is rounding on
  // both sides, so differences below `tolerance` of the largest of all tensors count as none.
  void ExpectEach(const std::string& kind, const Tensors& tensors, double tolerance) {
    double largest = 0, worst = 0;
    for (const auto& [name, tensor] : tensors) largest = std::max(largest, at::max(at::abs(tensor)).item<double>());
    for (const auto& [name, tensor] : tensors) {
      const at::Tensor wanted = Find(golden_, absl::StrCat(kind, "/", name));
      ASSERT_TRUE(wanted.defined()) << "Transformers trains no " << name;
      const double difference = RelativeDifference(tensor, wanted, 1e-3 * largest);
      EXPECT_LT(difference, tolerance) << name;
      worst = std::max(worst, difference);
    }
    size_t count = 0;
    for (const auto& [name, tensor] : golden_) count += absl::StartsWith(name, kind + "/") ? 1 : 0;
    EXPECT_EQ(tensors.size(), count);
    RecordProperty("worst_relative_difference", absl::StrCat(worst));
  }

  std::string folder_;
  Tensors golden_;
  HuggingFaceModel config_;
  ParameterSet parameters_;
  std::unique_ptr<Model> model_;
  Batch batch_;
};

TEST_P(HuggingFaceParityTest, LogitsAgree) {
  const double difference = RelativeDifference(Logits(), golden_.at("logits"), 0);
  EXPECT_LT(difference, 1e-9);
  RecordProperty("relative_difference", absl::StrCat(difference));
}

TEST_P(HuggingFaceParityTest, GradientsAgree) {
  (CrossEntropySum(Logits(), batch_.targets) / static_cast<double>(batch_.num_targets)).backward();
  ParameterSet gradients;
  for (const Parameter& parameter : parameters_.parameters()) {
    const at::Tensor gradient = parameter.tensor.grad();
    ASSERT_TRUE(gradient.defined()) << parameter.name;
    gradients.Add({parameter.name, gradient, parameter.decay, parameter.slices});
  }
  ExpectEach("gradient", Exported(gradients), 1e-9);
}

TEST_P(HuggingFaceParityTest, TenStepsOfAdamWAgree) {
  const LossFunction loss = [&](const Batch& batch, const ForwardContext& context) {
    ForwardContext evaluation = context;
    evaluation.training = false;  // dropout rates are in the configs, to be read back
    return CrossEntropySum(model_->Forward(batch, evaluation).logits, batch.targets);
  };
  std::vector<double> losses;
  TrainingHooks hooks;
  hooks.on_metrics = [&losses](const StepMetrics& metrics) {
    losses.push_back(metrics.loss);
    return Verdict::kContinue;
  };
  Train(TenSteps(batch_.size()), loss, parameters_, OneBatch(batch_), at::kCPU, hooks);
  ASSERT_EQ(losses.size(), 10u);
  for (int step = 0; step < 10; ++step) {
    EXPECT_NEAR(losses[step], golden_.at("losses")[step].item<double>(), 1e-8 * losses[0]) << step;
  }
  EXPECT_LT(losses[9], 0.9 * losses[0]) << "parity of a model that does not learn would say little";
  ExpectEach("after", Exported(parameters_), 1e-8);
}

TEST_P(HuggingFaceParityTest, WhatIsExportedIsWhatTransformersWrote) {
  const Tensors written = ReadTensors(folder_ + "/model.safetensors"), exported = Exported(parameters_);
  ASSERT_EQ(exported.size(), written.size());
  for (const auto& [name, tensor] : written) {
    ASSERT_EQ(exported.count(name), 1u) << name;
    EXPECT_TRUE(at::equal(exported.at(name), tensor.to(at::kDouble))) << name;
  }
  const absl::StatusOr<HuggingFaceModel> again =
      ReadHuggingFaceConfig(absl::StrCat(testing::TempDir(), "/", GetParam()));
  ASSERT_TRUE(again.ok()) << again.status();
  config::Model model = again->model;
  Resolve(&model);
  EXPECT_EQ(model.DebugString(), config_.model.DebugString()) << "dropout rates too";
}

INSTANTIATE_TEST_SUITE_P(Families, HuggingFaceParityTest,
                         testing::Values("gpt2", "bert", "bert_classifier", "marian", "llama", "llama_linear",
                                         "llama_yarn", "t5", "vit"));

}  // namespace
}  // namespace ceteris
