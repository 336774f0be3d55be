// Configurations as the store keeps them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

// A trial's resolved configuration from its text. Fields that the schema gained since have their defaults, which is
// what the trial did. DATA_LOSS where the text cannot be read; `what` names whose it is.
absl::StatusOr<config::Trial> ParseStoredConfig(const std::string& text, const std::string& what);

}  // namespace ceteris
