#include "experiments/spec/validate_trial.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/training/validate_training.h"
#include "data/declared_shape.h"
#include "data/validate_task.h"
#include "experiments/spec/path_values.h"
#include "models/validate_model.h"

namespace ceteris {
namespace {

// No field of ours has a meaning for NaN or infinity; refusing them once, here, covers every field that will ever be
// added.
absl::Status RequireFinite(const config::Trial& trial) {
  for (const PathValue& pair : PathValues(trial)) {
    if (!pair.is_not_finite) continue;
    return absl::InvalidArgumentError(absl::StrCat(pair.path, ": ", pair.value, " is not a finite number"));
  }
  return absl::OkStatus();
}

// What a model predicts must be what the task asks for, and not what it is shown.
absl::Status ValidatePrediction(const config::Trial& trial) {
  const config::Model& model = trial.model();
  if (trial.task().has_language_model() && model.has_encoder() && !model.has_decoder()) {
    return absl::InvalidArgumentError(
        "model.encoder: sees the tokens that task.language_model asks it to predict; write model.decoder alone, or "
        "task { masked_language_model {} }");
  }
  if (model.head().has_classifier() && DeclaredShape(trial.task()).num_classes == 0) {
    const absl::string_view head = trial.task().has_masked_language_model() ? "masked_tokens" : "tokens";
    return absl::InvalidArgumentError(
        absl::StrCat("model.head.classifier: the task has no classes; write head { ", head, " {} }"));
  }
  return absl::OkStatus();
}

// A window that runs in blocks has its bias where a second run of a block would not find it.
absl::Status ValidateCheckpoints(const config::Stack& stack, absl::string_view path) {
  const bool trains_bias = stack.position().has_relative_bias() || stack.position().has_learned_alibi();
  if (!stack.attention().has_sliding_window() || !trains_bias) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("training.activation_checkpointing: true cannot run a block twice that has ", path,
                   ".attention.sliding_window and a trained bias of positions; use false, or another position"));
}

}  // namespace

absl::Status ValidateTrial(const config::Trial& trial) {
  RETURN_IF_ERROR(RequireFinite(trial));
  RETURN_IF_ERROR(ValidateTask(trial.task(), "task"));
  // The vocabulary's size follows from a corpus that is not read here; BuildModel() checks again with the true one.
  RETURN_IF_ERROR(ValidateModel(trial.model(), DeclaredShape(trial.task()), "model"));
  RETURN_IF_ERROR(ValidatePrediction(trial));
  if (trial.training().activation_checkpointing()) {
    RETURN_IF_ERROR(ValidateCheckpoints(trial.model().encoder(), "model.encoder"));
    RETURN_IF_ERROR(ValidateCheckpoints(trial.model().decoder(), "model.decoder"));
  }
  return ValidateTraining(trial.training(), "training");
}

}  // namespace ceteris
