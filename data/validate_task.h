// Whether a task is one that can be run, as far as its numbers tell. Files are opened later, by SummarizeData() at plan
// time.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "data/task.pb.h"

namespace ceteris {

// OK, or INVALID_ARGUMENT `task.language_model.seq_len: 0 is too small; use 1 or more`. `path` names the message.
absl::Status ValidateTask(const config::Task& task, absl::string_view path);

}  // namespace ceteris
