#include "experiments/forecast/step_timing.h"

#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "core/base/clock.h"
#include "core/tensor/scope.h"
#include "core/training/precision.h"
#include "core/training/train.h"
#include "experiments/forecast/forecast_limits.h"
#include "experiments/forecast/random_batches.h"
#include "models/model_factory.h"
#include "models/objective/training_loss.h"

namespace ceteris {
namespace {

constexpr double kStepEfficiency = 0.6;
constexpr int kNumSteps = 3;  // the first of them warms up

// The shortest of a few steps on `rows` sequences.
double ShortestStep(const config::Training& training, const LossFunction& loss, const ParameterSet& parameters,
                    const RandomBatches& batches) {
  config::Training short_training = training;
  short_training.set_num_steps(kNumSteps);
  short_training.set_accumulation_steps(1);
  short_training.set_log_every(1);
  short_training.set_evaluate_every(0);
  double previous = 0, shortest = std::numeric_limits<double>::infinity();
  TrainingHooks hooks;
  hooks.on_metrics = [&](const StepMetrics& metrics) {
    if (metrics.step > 1) shortest = std::min(shortest, metrics.elapsed_seconds - previous);
    previous = metrics.elapsed_seconds;
    return Verdict::kContinue;
  };
  Train(short_training, loss, parameters, batches, at::kCPU, hooks);
  // A trial that diverges within a step has been timed by that step alone.
  return shortest < std::numeric_limits<double>::infinity() ? shortest : previous;
}

}  // namespace

StepTiming MeasureSteps(const config::Trial& trial, const TaskShape& context, double flops_per_row) {
  ParameterSet parameters;
  const Scope scope(&parameters, /*seed=*/1, FromPrecision(trial.training().precision()));
  const absl::StatusOr<std::unique_ptr<Model>> model = BuildModel(trial.model(), context, scope);
  TORCH_CHECK(model.ok(), std::string(model.status().message()));
  TrainingLoss training_loss(**model, trial.training());
  const LossFunction loss = training_loss.function();
  const int64_t micro_rows = trial.training().batch_size() / trial.training().accumulation_steps();
  const int64_t affordable = static_cast<int64_t>(kMeasuredFlopsPerStep / flops_per_row);
  const int64_t rows = std::max<int64_t>(1, std::min(micro_rows, affordable));
  const double long_seconds = ShortestStep(trial.training(), loss, parameters, RandomBatches(context, rows));
  if (rows == 1) return {0, long_seconds / flops_per_row};
  const double short_seconds = ShortestStep(trial.training(), loss, parameters, RandomBatches(context, 1));
  // Noise may turn the line over on a busy machine: neither part is negative.
  const double slope = std::max(0.0, (long_seconds - short_seconds) / (static_cast<double>(rows - 1) * flops_per_row));
  return {std::max(0.0, long_seconds - slope * static_cast<double>(rows) * flops_per_row), slope};
}

StepTiming MeasureMachine() {
  constexpr int64_t kSize = 512;
  const at::Tensor matrix = at::ones({kSize, kSize});
  double shortest = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double started = MonotonicSeconds();
    at::matmul(matrix, matrix);
    shortest = std::min(shortest, MonotonicSeconds() - started);
  }
  const double flops = 2.0 * kSize * kSize * kSize;
  return {0, shortest / flops / kStepEfficiency};
}

}  // namespace ceteris
