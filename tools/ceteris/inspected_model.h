// What `ceteris inspect` is about: a spec's arm, a preset or a stored trial.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "core/batch/task_shape.h"
#include "experiments/spec/trial.pb.h"
#include "tools/ceteris/command.h"

namespace ceteris {

struct InspectedModel {
  std::string name;  // "positions/rotary", "gpt2_small", "trial 3"
  config::Trial trial;
  TaskShape shape;
};

// The first operand: a file that exists or looks like one, a preset's name, else a trial of the database. Only a spec
// has arms and takes --set. NOT_FOUND says what it could have been.
absl::StatusOr<InspectedModel> FindInspectedModel(const Arguments& arguments);

}  // namespace ceteris
