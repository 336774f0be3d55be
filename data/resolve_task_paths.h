// Paths in a task are relative to where the command was typed. Whoever reads a command line knows that place
// (BUILD_WORKING_DIRECTORY under `bazel run`, else the current directory) and calls this once, before anything opens a
// file.
//
// Example:  ResolveTaskPaths(working_directory, trial.mutable_task());
#pragma once

#include "absl/strings/string_view.h"
#include "data/task.pb.h"

namespace ceteris {

// Makes every relative path of the task absolute below `directory`. Absolute and unset paths stay. Changes no identity:
// paths are not part of it.
void ResolveTaskPaths(absl::string_view directory, config::Task* task);

}  // namespace ceteris
