// What a trial will cost, before its first step: parameters, floating-point operations, memory and time. This header
// sees no LibTorch.
//
// Example:  ASSIGN_OR_RETURN(const TrialForecast forecast, ForecastTrial(arm.trial, {arm.name, data.shape,
// data.num_valid}));
//           total_seconds += forecast.seconds * num_seeds / num_workers;
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/batch/task_shape.h"
#include "experiments/forecast/memory_forecast.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

// What a forecast needs to know beside the trial: see DataSummary in data/tasks/data_digest.h.
struct ForecastContext {
  std::string arm;  // named in errors
  TaskShape shape;
  int64_t num_valid = 0;  // tokens or images of the whole validation split; 0: as many as the task asks for
};

struct TrialForecast {
  int64_t num_parameters = 0;
  int64_t num_tokens = 0;  // trained on, repetitions included; images where the task has no tokens
  // A multiplication and an addition count as two; matrix products only; a backward pass counts as two forward passes.
  double flops_per_step = 0;
  double evaluation_flops = 0;  // of all evaluations together
  double total_flops = 0;       // num_steps * flops_per_step + evaluation_flops
  MemoryForecast memory;
  double seconds_per_step = 0;
  double seconds =
      0;  // training and evaluation on one worker of this machine, at rest now; not the start of its process
  bool measured = false;         // from real steps of this trial; else from the speed of this machine's matrix products
  std::string attention_kernel;  // AttentionKernelName()
};

// Builds the model and, where that is cheap (kMaxMeasuredParameters, kMaxMeasuredFlops in forecast_limits.h), trains a
// few real steps on random batches: under 0.1 s for an arm of a small study. The trial must be resolved; without a task
// (a preset that is looked at) the forecast has no evaluation. Errors name the
// arm: an arm that cannot be built or run fails here, in second 1. Sets and restores the number of LibTorch's CPU
// threads.
absl::StatusOr<TrialForecast> ForecastTrial(const config::Trial& trial, const ForecastContext& context);

// The memory alone: no step is run. Errors name the arm.
absl::StatusOr<MemoryForecast> ForecastTrialMemory(const config::Trial& trial, const ForecastContext& context);

// Whether a trial can be built and run: its model on the meta device, then (up to kMaxDryRunParameters) one forward and
// backward pass of one short sequence on the CPU, in the trial's precision. INTERNAL or INVALID_ARGUMENT naming the
// arm.
absl::Status DryRun(const config::Trial& trial, const ForecastContext& context);

}  // namespace ceteris
