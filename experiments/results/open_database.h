// Opening results: for writing (the runner, a note) or for reading (tables, reports).
//
// A file that cannot be used is refused with one line that says what would be right, and not a byte of it is changed:
//   DATA_LOSS             damaged, or no database at all
//   FAILED_PRECONDITION   of another program; of a newer Ceteris; on a network file system
//   PERMISSION_DENIED     cannot be created, read or written
//   NOT_FOUND             (readers) there is none yet
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "experiments/results/database.h"

namespace ceteris {

// Creates the file and its folder where missing, in WAL mode, and brings an older schema up to date.
absl::StatusOr<std::unique_ptr<Database>> OpenForWriting(const std::string& path);

// Never writes. Works on a copy in a read-only folder too.
absl::StatusOr<std::unique_ptr<Database>> OpenForReading(const std::string& path);

}  // namespace ceteris
