#include "experiments/run/export_weights.h"

#include <c10/core/Device.h>

#include "core/base/status_macros.h"
#include "experiments/run/assembled_trial.h"
#include "models/weights/huggingface.h"
#include "models/weights/trial_weights.h"

namespace ceteris {

absl::Status ExportWeights(const config::Trial& config, const std::string& weights_path, const std::string& folder) {
  ASSIGN_OR_RETURN(const AssembledTrial trial, AssembleTrial(config, /*seed_key=*/0, at::kCPU));
  RETURN_IF_ERROR(LoadWeights(weights_path, trial.parameters.get()));
  return ExportHuggingFace({config.model(), trial.task->shape()}, *trial.parameters, folder);
}

}  // namespace ceteris
