// Whether a model can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No LibTorch,
// so that a spec is refused before anything runs.
//
// Example:  RETURN_IF_ERROR(ValidateModel(trial.model(), {summary.vocab_size, seq_len}, "base.model"));
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/model.pb.h"
#include "core/batch/task_shape.h"

namespace ceteris {

// config: resolved. path: of the message. Checks every part and what parts demand of each other.
absl::Status ValidateModel(const config::Model& config, const TaskShape& context, absl::string_view path);

}  // namespace ceteris
