#include "experiments/run/run_trial.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/clock.h"
#include "core/base/counter_hash.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/status_macros.h"
#include "core/tensor/auxiliary_losses.h"
#include "core/tensor/catch_torch.h"
#include "core/tensor/numeric.h"
#include "core/training/train.h"
#include "data/evaluation_metrics.h"
#include "experiments/run/assembled_trial.h"
#include "experiments/run/auxiliary_metrics.h"
#include "experiments/run/device_name.h"
#include "experiments/run/evaluate.h"
#include "experiments/run/worker.h"
#include "models/objective/cross_entropy.h"
#include "models/weights/trial_weights.h"

namespace ceteris {
namespace {

// What one trial needs while it runs, so that the steps below are short functions.
class TrialRun {
 public:
  TrialRun(const run::TrialRequest& request, JournalWriter& journal, const std::atomic<bool>& stop, at::Device device,
           double started)
      : request_(request),
        config_(request.trial()),
        journal_(journal),
        stop_(stop),
        device_(device),
        started_(started),
        auxiliary_metrics_(config_.training().accumulation_steps()) {}

  absl::StatusOr<journal::Footer> Run();

 private:
  absl::Status WriteHeader(const Batch& first);
  TrainingHooks Hooks();
  absl::Status Evaluate(int64_t step);
  absl::Status EvaluateLength(int64_t step, int32_t multiple);
  absl::Status EvaluateTestSplit(int64_t step);
  bool Reports(EvaluationMetric metric) const;
  absl::Status StoreWeights();
  journal::Footer Conclude(const TrainingResult& result) const;

  const run::TrialRequest& request_;
  const config::Trial& config_;
  JournalWriter& journal_;
  const std::atomic<bool>& stop_;
  const at::Device device_;
  const double started_;
  AssembledTrial trial_;
  AuxiliaryMetrics auxiliary_metrics_;
  absl::Status failed_;  // the first error inside a hook
  double startup_seconds_ = 0, evaluate_seconds_ = 0, valid_loss_ = 0;
};

absl::StatusOr<journal::Footer> TrialRun::Run() {
  const uint64_t seed_key = SeedKey(request_.seed(), request_.replicate());
  ASSIGN_OR_RETURN(trial_, AssembleTrial(config_, seed_key, device_));
  const auto batches = trial_.task->TrainingBatches(seed_key, config_.training().batch_size());
  RETURN_IF_ERROR(WriteHeader(batches->Get(0)));
  const LossFunction loss = [&](const Batch& batch, const ForwardContext& given) {
    AuxiliaryLosses auxiliary;
    ForwardContext context = given;
    context.auxiliary = &auxiliary;
    const at::Tensor sum = CrossEntropySum(trial_.model->Forward(batch, context).logits, batch.targets);
    auxiliary_metrics_.Add(auxiliary);
    const at::Tensor beside = auxiliary.loss_sum();  // added to the mean over targets
    return beside.defined() ? sum + beside * batch.num_targets : sum;
  };
  startup_seconds_ = MonotonicSeconds() - started_;
  const TrainingResult result = Train(config_.training(), loss, *trial_.parameters, *batches, device_, Hooks());
  RETURN_IF_ERROR(failed_);
  if (result.end == TrainingEnd::kFinished) RETURN_IF_ERROR(StoreWeights());
  return Conclude(result);
}

absl::Status TrialRun::WriteHeader(const Batch& first) {
  journal::Header header = HeaderOfRequest(request_);
  header.set_num_parameters(trial_.parameters->num_elements());
  // A backward pass costs two forward passes. Where not every token of a row is a target, or not every row has equally
  // many, those of the first batch stand for all.
  const double targets_per_row = static_cast<double>(first.num_targets) / static_cast<double>(first.size());
  header.set_flops_per_token(3 * trial_.model->ForwardFlops(1, trial_.task->seq_len()) / targets_per_row);
  header.set_attention_kernel(trial_.model->attention_kernel());
  header.mutable_environment()->set_device_name(DeviceName(device_, header.environment().cpu()));
  return journal_.WriteHeader(header);
}

TrainingHooks TrialRun::Hooks() {
  TrainingHooks hooks;
  hooks.stop = &stop_;
  hooks.on_metrics = [this](const StepMetrics& metrics) {
    MetricValues values = {{"train/loss", metrics.loss},
                           {"train/gradient_norm", metrics.gradient_norm},
                           {"train/learning_rate", metrics.learning_rate}};
    const auto means = auxiliary_metrics_.Read();
    for (const auto& [name, mean] : means) values.emplace_back(name, mean);
    failed_ = journal_.WriteMetrics(metrics.step, values);
    return failed_.ok() ? Verdict::kContinue : Verdict::kStop;
  };
  hooks.on_evaluate = [this](int64_t step) {
    failed_ = Evaluate(step);
    return failed_.ok() ? Verdict::kContinue : Verdict::kStop;
  };
  return hooks;
}

absl::Status TrialRun::Evaluate(int64_t step) {
  const double started = MonotonicSeconds();
  for (const int32_t multiple : trial_.task->evaluation_lengths()) {
    if (multiple > 1 && step < config_.training().num_steps()) break;  // longer ones are read once, after the last step
    RETURN_IF_ERROR(EvaluateLength(step, multiple));
  }
  if (step == config_.training().num_steps()) RETURN_IF_ERROR(EvaluateTestSplit(step));
  evaluate_seconds_ += MonotonicSeconds() - started;
  return absl::OkStatus();
}

absl::Status TrialRun::EvaluateLength(int64_t step, int32_t multiple) {
  const std::string metric = multiple == 1 ? "valid/loss" : absl::StrCat("valid/loss@x", multiple);
  const int64_t length = multiple * trial_.task->seq_len();
  if (length > trial_.model->max_positions()) {
    return journal_.WriteUndefined(
        metric, absl::StrCat("positions end at ", trial_.model->max_positions(), ", this needs ", length));
  }
  const auto batches = trial_.task->ValidationBatches(multiple, config_.training().batch_size());
  const Evaluation evaluation = EvaluateBatches(*trial_.model, *batches, device_);
  if (multiple > 1) return journal_.WriteMetrics(step, {{metric, evaluation.loss}});
  valid_loss_ = evaluation.loss;
  MetricValues values = {{metric, evaluation.loss}};
  if (Reports(EvaluationMetric::kAccuracy)) {
    values.push_back({MetricName(EvaluationMetric::kAccuracy), evaluation.accuracy});
  }
  return journal_.WriteMetrics(step, values);
}

absl::Status TrialRun::EvaluateTestSplit(int64_t step) {
  if (!Reports(EvaluationMetric::kTestAccuracy)) return absl::OkStatus();
  const auto batches = trial_.task->TestBatches(/*length_multiple=*/1, config_.training().batch_size());
  const double accuracy = EvaluateBatches(*trial_.model, *batches, device_).accuracy;
  return journal_.WriteMetrics(step, {{MetricName(EvaluationMetric::kTestAccuracy), accuracy}});
}

bool TrialRun::Reports(EvaluationMetric metric) const {
  const std::vector<EvaluationMetric> metrics = trial_.task->metrics();
  return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
}

absl::Status TrialRun::StoreWeights() {
  if (request_.weights_path().empty()) return absl::OkStatus();
  RETURN_IF_ERROR(SaveWeights(*trial_.parameters, request_.weights_path()));
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(request_.weights_path()));
  journal::Artifact artifact;
  artifact.set_kind("weights");
  artifact.set_path(
      std::string(absl::StripPrefix(request_.weights_path(), absl::StrCat(request_.results_folder(), "/"))));
  artifact.set_sha256(Sha256Hex(bytes));
  artifact.set_num_bytes(static_cast<int64_t>(bytes.size()));
  return journal_.WriteArtifact(artifact);
}

journal::Footer TrialRun::Conclude(const TrainingResult& result) const {
  journal::Footer footer;
  footer.set_num_steps(result.num_steps);
  footer.set_num_tokens(result.last.num_tokens);
  footer.set_train_seconds(result.training_seconds);
  footer.set_startup_seconds(startup_seconds_);
  footer.set_evaluate_seconds(evaluate_seconds_);
  const TaskShape shape = trial_.task->shape();
  const double uniform = std::log(static_cast<double>(shape.num_classes > 0 ? shape.num_classes : shape.vocab_size));
  if (result.end == TrainingEnd::kStopped) {
    footer.set_outcome(journal::Footer::CANCELLED);
    footer.set_reason(absl::StrCat("stopped after step ", result.num_steps));
  } else if (result.end == TrainingEnd::kDiverged) {
    footer.set_outcome(journal::Footer::DIVERGED);
    footer.set_reason(absl::StrCat("loss ", result.last.loss, ", gradient norm ", result.last.gradient_norm,
                                   " at step ", result.num_steps));
  } else if (!(valid_loss_ <= uniform)) {  // also NaN
    footer.set_outcome(journal::Footer::DIVERGED);
    footer.set_reason(absl::StrCat("last valid/loss ", valid_loss_, " is above that of a uniform guess, ", uniform));
  } else {
    footer.set_outcome(journal::Footer::SUCCEEDED);
  }
  return footer;
}

}  // namespace

absl::StatusOr<journal::Footer> RunTrial(const run::TrialRequest& request, JournalWriter& journal,
                                         const std::atomic<bool>& stop) {
  const double started = MonotonicSeconds();
  ASSIGN_OR_RETURN(const at::Device device, ParseDevice(request.device()));
  at::set_num_threads(request.trial().training().num_threads());
  if (device.is_cuda()) at::globalContext().setDeterministicAlgorithms(/*d=*/true, /*warn_only=*/false);
  absl::StatusOr<journal::Footer> footer = absl::InternalError("no footer");
  RETURN_IF_ERROR(CatchTorch([&] { footer = TrialRun(request, journal, stop, device, started).Run(); }));
  return footer;
}

}  // namespace ceteris
