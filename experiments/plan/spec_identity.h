// What makes two experiments of one name the same revision.
#pragma once

#include <string>
#include <vector>

#include "experiments/plan/plan.h"
#include "experiments/spec/experiment.pb.h"

namespace ceteris {

// SHA-256, hex, of what was asked: every value of the experiment and of each arm's resolved trial that differs from the
// schema's default, identity = false included, arms in order. Not of how it was written: formatting, comments, a
// default written out, an axis instead of named arms, a value in the base or in every arm change nothing. --seeds=N and
// --workers are no part of an experiment;
// --set is. `experiment` is as ResolveExperiment() leaves it.
std::string SpecSha256(const config::Experiment& experiment, const std::vector<PlannedArm>& arms);

}  // namespace ceteris
