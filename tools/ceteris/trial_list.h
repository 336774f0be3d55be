// The trials of an experiment, one line per cell.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "experiments/report/table_format.h"
#include "experiments/results/reader.h"

namespace ceteris {

// hide_absent: without the cells that nobody has asked for yet.
absl::StatusOr<Table> TrialList(ResultsReader* reader, const StoredExperiment& experiment,
                                const std::vector<StoredCell>& cells, bool hide_absent);

}  // namespace ceteris
