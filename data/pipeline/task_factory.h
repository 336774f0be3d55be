// Builds the task that a config names.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "data/pipeline/task.h"
#include "data/task.pb.h"

namespace ceteris {

// `config` has passed ValidateTask() and ResolveTaskPaths(). Reads, splits and tokenises the corpus (King James: 20
// ms). Errors begin with the path of a field: `task.language_model.corpus.text_file.path: ...`.
absl::StatusOr<std::unique_ptr<Task>> BuildTask(const config::Task& config);

}  // namespace ceteris
