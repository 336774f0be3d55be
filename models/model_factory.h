// Builds the model that a config describes.
//
// Example:  ParameterSet parameters;
//           const Scope scope(&parameters, seed_key, at::TensorOptions().device(device).dtype(at::kFloat));
//           ASSIGN_OR_RETURN(std::unique_ptr<Model> model, BuildModel(trial.model(), task_shape, scope));
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "core/batch/task_shape.h"
#include "core/tensor/scope.h"
#include "models/model.h"
#include "models/model.pb.h"

namespace ceteris {

// config: resolved. Under a scope on the meta device nothing is allocated and nothing can run, but parameters and FLOPs
// can be counted. INVALID_ARGUMENT as ValidateModel() with the path "model"; RESOURCE_EXHAUSTED where memory runs out.
absl::StatusOr<std::unique_ptr<Model>> BuildModel(const config::Model& config, const TaskShape& shape,
                                                  const Scope& scope);

}  // namespace ceteris
