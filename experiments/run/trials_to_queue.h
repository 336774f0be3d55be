// The trials of a plan as a dispatcher takes them.
#pragma once

#include <vector>

#include "experiments/plan/plan.h"
#include "experiments/results/register_experiment.h"
#include "experiments/run/run_experiment.h"
#include "experiments/run/trial_dispatcher.h"

namespace ceteris {

// In the plan's order, each trial once though several arms may share it. `record` is RecordOfPlan(plan), `registered`
// what the store made of it. Captures the environment, once for all.
std::vector<QueuedTrial> TrialsToQueue(const Plan& plan, const ExperimentRecord& record,
                                       const RegisteredExperiment& registered, const RunOptions& options);

}  // namespace ceteris
