// Whole files: read one, or replace one so that no reader ever sees half of it.
//
// Every error names the path and what the system said:
//   NOT_FOUND            "studies/positions.textproto: No such file or directory"
//   PERMISSION_DENIED    not readable or not writable, a read-only file system
//   RESOURCE_EXHAUSTED   the disk or a quota is full
//   FAILED_PRECONDITION  a directory where a file should be, or the reverse
//   DATA_LOSS            the device failed (EIO)
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

absl::StatusOr<std::string> ReadFile(const std::string& path);

// Writes `path` + a unique suffix, flushes it to the disk, renames it to `path` and flushes the directory: after a
// crash or a power cut `path` holds either what it held before or all of `bytes`. On an error the old file is untouched
// and the new one is removed.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes);

// mkdir -p. OK where it exists already.
absl::Status MakeDirectories(const std::string& path);

}  // namespace ceteris
