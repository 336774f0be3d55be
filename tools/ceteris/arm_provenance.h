// The trials behind one arm, and what made them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/report/table_format.h"
#include "experiments/results/reader.h"

namespace ceteris {

// One line per cell of the arm: trial, seed, state, the metric's last value, the baseline's on the same seed, and their
// difference.
absl::StatusOr<Table> ArmTrials(ResultsReader* reader, const StoredExperiment& experiment, const StoredArm& arm,
                                const std::string& metric);

// One line for each distinct way in which its trials were made: program, source, machine, numbers, data.
absl::StatusOr<Table> ArmProvenance(ResultsReader* reader, const StoredExperiment& experiment, const StoredArm& arm);

}  // namespace ceteris
