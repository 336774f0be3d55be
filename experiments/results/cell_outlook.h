// Before anything runs: which trials of a plan are there already, and who asked for them.
//
//   ASSIGN_OR_RETURN(const std::vector<CellOutlook> outlook, LookUpCells(&reader, record, policy));
//   if (outlook[i].will_run) ...   // record.cells[i] is to be trained
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/reader.h"
#include "experiments/results/register_experiment.h"
#include "experiments/results/trial_state.h"

namespace ceteris {

struct CellOutlook {
  // Of the cell's trial, in whatever experiment it is; LOST?, not RUNNING, where its runner is known to be dead.
  TrialState state = TrialState::kAbsent;
  bool will_run = false;                 // if the plan is run now under this policy; false where it was not asked for
  std::vector<std::string> experiments;  // that have the trial, by name
};

// In the order of record.cells. A null reader stands for a database that does not exist yet.
absl::StatusOr<std::vector<CellOutlook>> LookUpCells(ResultsReader* reader, const ExperimentRecord& record,
                                                     const RerunPolicy& policy);

}  // namespace ceteris
