// Whether a training configuration can be run. No LibTorch: a bad one is refused before anything starts.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/training/training.pb.h"

namespace ceteris {

// training: resolved. path: of the message, "base.training". INVALID_ARGUMENT names the field, its value and what would
// be right:
//   "base.training.accumulation_steps: 3 does not divide batch_size 16; use 1, 2, 4, 8 or 16"
absl::Status ValidateTraining(const config::Training& training, absl::string_view path);

}  // namespace ceteris
