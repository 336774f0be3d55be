// Any UTF-8 text file, as one document.
//
// What is read is the file's text, made plain: a byte order mark at the start is dropped, CR LF becomes LF, and a last
// line without a line feed gets one. Nothing else changes: white space, case and a lone CR stay. Memory: the file's
// size once.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "data/corpora/document.h"
#include "data/task.pb.h"

namespace ceteris {

// The path must already be resolved (data/resolve_task_paths.h). Errors name field and path: NOT_FOUND,
// PERMISSION_DENIED, FAILED_PRECONDITION (a directory, a device), INVALID_ARGUMENT (empty; not UTF-8, or a NUL byte,
// with line and byte).
absl::StatusOr<std::vector<Document>> LoadTextFile(const config::TextFile& config);

}  // namespace ceteris
