#include "experiments/run/assembled_trial.h"

#include "core/base/status_macros.h"
#include "core/tensor/scope.h"
#include "core/training/precision.h"
#include "data/pipeline/task_factory.h"
#include "models/model_factory.h"

namespace ceteris {

absl::StatusOr<AssembledTrial> AssembleTrial(const config::Trial& config, uint64_t seed_key, at::Device device) {
  AssembledTrial assembled;
  ASSIGN_OR_RETURN(assembled.task, BuildTask(config.task()));
  assembled.parameters = std::make_unique<ParameterSet>();
  const auto options = at::TensorOptions().device(device).dtype(FromPrecision(config.training().precision()));
  const Scope scope(assembled.parameters.get(), seed_key, options);
  ASSIGN_OR_RETURN(assembled.model, BuildModel(config.model(), assembled.task->shape(), scope));
  return assembled;
}

}  // namespace ceteris
