// The weights of a finished trial as a folder that Hugging Face Transformers loads.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

// Writes folder/config.json and folder/model.safetensors; from_pretrained(folder) computes what the trial's model does.
// config: resolved. INVALID_ARGUMENT where no class of Transformers computes this model: every field that stands in the
// way is named, and nothing is written. Else errors as AssembleTrial() and LoadWeights().
absl::Status ExportWeights(const config::Trial& config, const std::string& weights_path, const std::string& folder);

}  // namespace ceteris
