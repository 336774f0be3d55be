// What experiments and arms may be called. Names end up in tables, file names, SQL and shell commands, so they are
// plain.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ceteris {

constexpr size_t kLongestName = 64;  // characters

// Letters, digits, '_' and '-', the first one a letter or digit. INVALID_ARGUMENT starts with `path` and shows the
// name.
absl::Status ValidateExperimentName(absl::string_view path, absl::string_view name);

// The same and '.' and '='.
absl::Status ValidateArmName(absl::string_view path, absl::string_view name);

}  // namespace ceteris
