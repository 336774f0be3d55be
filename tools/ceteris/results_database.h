// Which results database a command is about: --db, or results/ceteris.db of the workspace.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/results/reader.h"

namespace ceteris {

// --db as a path from here; without it results/ceteris.db below BUILD_WORKSPACE_DIRECTORY (set by `bazel run`), else
// below the folder in which the command was typed.
std::string DatabasePath();

// A command for people to type next, as they typed this one: "ceteris report positions --db=FILE", or through Bazel
// where that started this program.
std::string CommandToType(const std::string& words);

// For commands that only read. What a dead runner left RUNNING is settled first. Where there is no database the message
// says what to type first.
absl::StatusOr<ResultsReader> OpenResults();

// --revision. INVALID_ARGUMENT below 0.
absl::StatusOr<StoredExperiment> FindTypedExperiment(ResultsReader* reader, const std::string& name);

}  // namespace ceteris
