// Applies --set=PATH=VALUE to an experiment.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "experiments/plan/plan.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/source_locations.h"

namespace ceteris {

using Overrides = std::vector<std::pair<std::string, std::string>>;

// A path that starts with a field of Trial (task, model, training) changes the base, any other the experiment itself
// ("replicates", "seeds.count"). `locations` learns where the values now come from. INVALID_ARGUMENT starts with the
// override as it was typed: a path that names nothing, a value of the wrong type, a path given twice. seeds.list and
// seeds.count replace each other.
absl::Status ApplyOverrides(const Overrides& overrides, config::Experiment* experiment, SourceLocations* locations);

// INVALID_ARGUMENT where an override of the base reached no arm, because every arm replaces that value: it would
// silently do nothing.
absl::Status RequireOverridesReachAnArm(const Overrides& overrides, const std::vector<PlannedArm>& arms);

}  // namespace ceteris
