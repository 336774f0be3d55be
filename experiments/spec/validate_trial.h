// Checks everything that a trial trains: the task, the model and the training, by the function that each concern owns.
#pragma once

#include "absl/status/status.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

// `trial` is resolved. INVALID_ARGUMENT starts with the path of the offending field or of the message around it:
// `model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4, 8, 16, 32 or 64`. Reads no file.
absl::Status ValidateTrial(const config::Trial& trial);

}  // namespace ceteris
