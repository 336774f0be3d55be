#include "experiments/spec/validate_trial.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/training/validate_training.h"
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

// Tokens of the longest sequence that is trained on.
int64_t SeqLen(const config::Task& task) {
  switch (task.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      return task.language_model().seq_len();
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return 0;
}

}  // namespace

absl::Status ValidateTrial(const config::Trial& trial) {
  RETURN_IF_ERROR(RequireFinite(trial));
  RETURN_IF_ERROR(ValidateTask(trial.task(), "task"));
  // The vocabulary's size follows from a corpus that is not read here; BuildModel() checks again with the true one.
  const TaskShape context{/*vocab_size=*/1, SeqLen(trial.task())};
  RETURN_IF_ERROR(ValidateModel(trial.model(), context, "model"));
  return ValidateTraining(trial.training(), "training");
}

}  // namespace ceteris
