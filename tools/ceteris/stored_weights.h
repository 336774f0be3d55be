// The weights that a trial left beside the database.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/results/trial_reader.h"

namespace ceteris {

// Path of the file that the trial wrote, unharmed. NOT_FOUND where it was not copied with the database, DATA_LOSS where
// it is another file, FAILED_PRECONDITION where the trial left none.
absl::StatusOr<std::string> StoredWeights(const StoredTrial& trial);

}  // namespace ceteris
