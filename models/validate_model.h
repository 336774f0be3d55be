// Whether a model can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No LibTorch,
// so that a spec is refused before anything runs.
//
// Example:  RETURN_IF_ERROR(ValidateModel(trial.model(), task_shape, "base.model"));
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/batch/task_shape.h"
#include "models/model.pb.h"

namespace ceteris {

// config: resolved. path: of the message. Checks every part, what parts demand of each other, and whether the model
// reads and predicts what the task has. A classifier for a task without classes passes: its output is the pooled vector
// (models/head/classifier.h).
absl::Status ValidateModel(const config::Model& config, const TaskShape& shape, absl::string_view path);

}  // namespace ceteris
