#include "data/pipeline/task_factory.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "data/pipeline/language_model.h"

namespace ceteris {

absl::StatusOr<std::unique_ptr<Task>> BuildTask(const config::Task& config) {
  switch (config.variant_case()) {
    case config::Task::kLanguageModel: {
      absl::StatusOr<std::unique_ptr<Task>> task = BuildLanguageModel(config.language_model());
      if (task.ok()) return task;
      return absl::Status(task.status().code(), absl::StrCat("task.", task.status().message()));
    }
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("task: nothing is chosen; write language_model { ... }");
}

}  // namespace ceteris
