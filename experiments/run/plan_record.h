// A plan as the store takes it: which trial answers for which cell, under which conditions.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "experiments/plan/plan.h"
#include "experiments/plan/trial_identity.h"
#include "experiments/results/register_experiment.h"

namespace ceteris {

// Of a trial on a device: "cuda:1" is of kind "cuda", so trials of two equal devices are the same.
NumericEnvironment NumericEnvironmentOf(const config::Trial& trial, absl::string_view device,
                                        absl::string_view libtorch);

// data_digests: of each arm's task. Cells of the experiment that the plan leaves out (--seeds=N) are planned but not
// asked for.
ExperimentRecord RecordOfPlan(const Plan& plan, const std::vector<std::string>& data_digests, absl::string_view device,
                              absl::string_view libtorch);

}  // namespace ceteris
