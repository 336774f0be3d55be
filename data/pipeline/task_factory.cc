#include "data/pipeline/task_factory.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "data/pipeline/copy_sequences.h"
#include "data/pipeline/digits.h"
#include "data/pipeline/language_model.h"
#include "data/pipeline/masked_language_model.h"
#include "data/pipeline/reverse_sequences.h"

namespace ceteris {
namespace {

absl::StatusOr<std::unique_ptr<Task>> Build(const config::Task& config) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      return BuildLanguageModel(config.language_model());
    case config::Task::kMaskedLanguageModel:
      return BuildMaskedLanguageModel(config.masked_language_model());
    case config::Task::kCopySequences:
      return std::make_unique<CopySequences>(config.copy_sequences());
    case config::Task::kReverseSequences:
      return std::make_unique<ReverseSequences>(config.reverse_sequences());
    case config::Task::kDigits:
      return BuildDigits(config.digits());
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("nothing is chosen; write language_model { ... }");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Task>> BuildTask(const config::Task& config) {
  absl::StatusOr<std::unique_ptr<Task>> task = Build(config);
  if (task.ok()) return task;
  const bool chosen = config.variant_case() != config::Task::VARIANT_NOT_SET;
  return absl::Status(task.status().code(), absl::StrCat("task", chosen ? "." : ": ", task.status().message()));
}

}  // namespace ceteris
