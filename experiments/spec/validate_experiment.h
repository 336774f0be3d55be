// Checks what an experiment says about itself: name, seeds, replicates, margin, budget, the names of its arms and which
// of them is the baseline. What an arm trains is checked by ValidateTrial() once it is resolved; axes when they are
// expanded.
#pragma once

#include "absl/status/status.h"
#include "experiments/spec/experiment.pb.h"

namespace ceteris {

// `experiment` is as ResolveExperiment() leaves it. INVALID_ARGUMENT starts with the path: `arm[2].name: "rotary" is
// ...`.
absl::Status ValidateExperiment(const config::Experiment& experiment);

}  // namespace ceteris
