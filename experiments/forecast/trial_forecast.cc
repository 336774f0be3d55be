#include "experiments/forecast/trial_forecast.h"

#include <ATen/Parallel.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "core/tensor/scope.h"
#include "core/training/precision.h"
#include "data/evaluation_load.h"
#include "experiments/forecast/forecast_limits.h"
#include "experiments/forecast/random_batches.h"
#include "experiments/forecast/step_timing.h"
#include "models/model_factory.h"
#include "models/objective/training_loss.h"

namespace ceteris {
namespace {

// The trial computes with its own number of threads; the process goes on with what it had.
class ThreadsOf {
 public:
  explicit ThreadsOf(const config::Trial& trial) : before_(at::get_num_threads()) {
    at::set_num_threads(trial.training().num_threads());
  }
  ~ThreadsOf() { at::set_num_threads(before_); }

 private:
  int before_;
};

// A model on the meta device: sizes, and nothing that computes.
struct ModelShape {
  TaskShape context;
  std::unique_ptr<Model> model;
  int64_t num_parameters = 0;
};

absl::StatusOr<ModelShape> ShapeOfModel(const config::Trial& trial, const ForecastContext& context) {
  ModelShape shape;
  shape.context = context.shape;
  ParameterSet parameters;
  const auto options = at::TensorOptions().device(at::kMeta).dtype(FromPrecision(trial.training().precision()));
  ASSIGN_OR_RETURN(shape.model, BuildModel(trial.model(), shape.context, Scope(&parameters, /*seed=*/1, options)));
  shape.num_parameters = parameters.num_elements();
  return shape;
}

// As experiments/run evaluates: every evaluate_every steps and after the last at the training length, after the last at
// all lengths that the model has positions for.
double EvaluationFlops(const config::Trial& trial, const ModelShape& shape, int64_t num_valid) {
  const config::Training& training = trial.training();
  int64_t num_evaluations = 1;
  if (training.evaluate_every() > 0) num_evaluations += (training.num_steps() - 1) / training.evaluate_every();
  double flops = 0;
  for (const EvaluationLoad& load : EvaluationLoads(trial.task(), num_valid)) {
    if (load.seq_len > shape.model->max_positions()) continue;
    TaskShape evaluated = shape.context;
    evaluated.seq_len = load.seq_len;
    flops += static_cast<double>(load.after_last_step ? 1 : num_evaluations) *
             shape.model->ForwardFlops(load.num_rows, evaluated);
  }
  return flops;
}

// A dry run shows that a step works; its sequences need not be long.
TaskShape ShortShape(TaskShape shape) {
  shape.seq_len = std::min(shape.seq_len, kDryRunSeqLen);
  shape.source_len = std::min(shape.source_len, kDryRunSeqLen);
  return shape;
}

void RunShortSequence(const config::Trial& trial, const TaskShape& context) {
  ParameterSet parameters;
  const Scope scope(&parameters, /*seed=*/1, FromPrecision(trial.training().precision()));
  const auto model = BuildModel(trial.model(), context, scope);
  TORCH_CHECK(model.ok(), std::string(model.status().message()));
  const Batch batch = RandomBatches(ShortShape(context), /*rows=*/1).Get(0);
  ForwardContext forward;
  forward.training = true;
  forward.draw = at::zeros({}, at::kLong);
  TrainingLoss(**model, trial.training()).LossSum(batch, forward).backward();
}

absl::Status DryRunModel(const config::Trial& trial, const ModelShape& shape) {
  if (shape.num_parameters > kMaxDryRunParameters) return absl::OkStatus();
  const ThreadsOf threads(trial);
  return CatchTorch([&] { RunShortSequence(trial, shape.context); });
}

// Measured where cheap; else a dry run and the machine's speed.
absl::StatusOr<StepTiming> TimeSteps(const config::Trial& trial, const ModelShape& shape, TrialForecast* forecast) {
  const double flops_per_row = 3 * shape.model->ForwardFlops(1, shape.context);
  forecast->measured = shape.num_parameters <= kMaxMeasuredParameters && flops_per_row <= kMaxMeasuredFlops;
  if (!forecast->measured) RETURN_IF_ERROR(DryRunModel(trial, shape));
  StepTiming timing;
  const ThreadsOf threads(trial);
  RETURN_IF_ERROR(CatchTorch(
      [&] { timing = forecast->measured ? MeasureSteps(trial, shape.context, flops_per_row) : MeasureMachine(); }));
  return timing;
}

MemoryForecast MemoryOf(const config::Trial& trial, const ModelShape& shape) {
  const AttentionKernel kernel = AttentionKernelNamed(shape.model->attention_kernel());
  return ForecastMemory(trial, shape.context, shape.num_parameters, kernel);
}

absl::StatusOr<TrialForecast> ForecastArm(const config::Trial& trial, const ForecastContext& context) {
  ASSIGN_OR_RETURN(const ModelShape shape, ShapeOfModel(trial, context));
  const config::Training& training = trial.training();
  const double num_steps = static_cast<double>(training.num_steps());
  TrialForecast forecast;
  forecast.num_parameters = shape.num_parameters;
  forecast.attention_kernel = shape.model->attention_kernel();
  forecast.num_tokens = training.num_steps() * training.batch_size() * std::max<int64_t>(1, shape.context.seq_len);
  forecast.flops_per_step = 3 * shape.model->ForwardFlops(training.batch_size(), shape.context);
  forecast.evaluation_flops = EvaluationFlops(trial, shape, context.num_valid);
  forecast.total_flops = num_steps * forecast.flops_per_step + forecast.evaluation_flops;
  forecast.memory = MemoryOf(trial, shape);
  ASSIGN_OR_RETURN(const StepTiming timing, TimeSteps(trial, shape, &forecast));
  forecast.seconds_per_step =
      training.accumulation_steps() * timing.overhead_seconds + forecast.flops_per_step * timing.seconds_per_flop;
  forecast.seconds = num_steps * forecast.seconds_per_step + forecast.evaluation_flops * timing.seconds_per_flop;
  return forecast;
}

absl::Status NamingArm(const ForecastContext& context, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("arm \"", context.arm, "\": ", status.message()));
}

}  // namespace

absl::StatusOr<TrialForecast> ForecastTrial(const config::Trial& trial, const ForecastContext& context) {
  absl::StatusOr<TrialForecast> forecast = ForecastArm(trial, context);
  if (!forecast.ok()) return NamingArm(context, forecast.status());
  return forecast;
}

absl::StatusOr<MemoryForecast> ForecastTrialMemory(const config::Trial& trial, const ForecastContext& context) {
  const absl::StatusOr<ModelShape> shape = ShapeOfModel(trial, context);
  if (!shape.ok()) return NamingArm(context, shape.status());
  return MemoryOf(trial, *shape);
}

absl::Status DryRun(const config::Trial& trial, const ForecastContext& context) {
  const absl::StatusOr<ModelShape> shape = ShapeOfModel(trial, context);
  return NamingArm(context, shape.ok() ? DryRunModel(trial, *shape) : shape.status());
}

}  // namespace ceteris
