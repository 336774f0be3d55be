// From a spec that a person typed to a plan whose every arm and text is known to be sound: what `run` and `plan` share.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/tasks/data_digest.h"
#include "experiments/plan/plan.h"
#include "tools/ceteris/command.h"

namespace ceteris {

struct CheckedPlan {
  Plan plan;                      // paths of text files are absolute
  std::vector<DataSummary> data;  // by arm; each distinct task is read once
  std::string device;             // "cpu", "cuda:0": --device, which is there
};

// Reads the spec that arguments.positional[0] names, with --set and --seeds. Nothing is trained, nothing stored.
// Messages start with FILE:LINE:COLUMN where there is such a place.
absl::StatusOr<CheckedPlan> CheckPlan(const Arguments& arguments);

// The version of the LibTorch that this program runs on: "2.11.0".
std::string LibtorchVersion();

}  // namespace ceteris
