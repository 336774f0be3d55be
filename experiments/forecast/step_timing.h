// How long a training step of a trial takes on this machine, from a few real ones.
//
// A step costs a fixed part (dispatch, optimizer) and one that grows with the batch. Both follow from two batch sizes,
// so a step too long to be measured in a plan is extrapolated from shorter ones:
//   seconds = overhead_seconds + flops * seconds_per_flop
//
// Example:  const StepTiming timing = MeasureSteps(trial, summary.shape, flops_per_row);
#pragma once

#include "core/batch/task_shape.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct StepTiming {
  double overhead_seconds = 0;
  double seconds_per_flop = 0;
};

// flops_per_row: of a training step on one sequence. Builds the model on the CPU and trains it on random tokens for six
// steps; throws c10::Error where that cannot be done.
StepTiming MeasureSteps(const config::Trial& trial, const TaskShape& context, double flops_per_row);

// For a model too large to be trained for a moment: from a matrix product, of which a training step reaches about 0.6
// times the speed (two thirds of a step are such products). Without overhead, which is nothing to such a step.
StepTiming MeasureMachine();

}  // namespace ceteris
