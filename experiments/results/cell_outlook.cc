#include "experiments/results/cell_outlook.h"

#include "core/base/status_macros.h"

namespace ceteris {
namespace {

bool WillRun(TrialState state, const RerunPolicy& policy) {
  switch (state) {
    case TrialState::kAbsent:
    case TrialState::kQueued:
    case TrialState::kCancelled:
      return true;
    case TrialState::kRunning:  // another runner has it
      return false;
    case TrialState::kSucceeded:
    case TrialState::kDiverged:
    case TrialState::kFailed:
    case TrialState::kLost:
    case TrialState::kPerhapsLost:
      return policy.Covers(state);
  }
  return true;
}

absl::Status LookUp(Statement* query, const std::string& identity, CellOutlook* outlook) {
  query->Bind(identity);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query->Step());
    if (!row) return absl::OkStatus();
    outlook->state = TrialStateFromName(query->Text(0));
    if (!query->IsNull(1)) outlook->experiments.push_back(query->Text(1));
  }
}

}  // namespace

absl::StatusOr<std::vector<CellOutlook>> LookUpCells(ResultsReader* reader, const ExperimentRecord& record,
                                                     const RerunPolicy& policy) {
  std::vector<CellOutlook> outlooks(record.cells.size());
  absl::optional<Statement> query;
  if (reader != nullptr) {
    query.emplace(
        reader->database()->Prepare("SELECT DISTINCT t.state, e.name "
                                    "FROM trial t LEFT JOIN cell c USING(trial_id) LEFT JOIN arm a USING(arm_id) "
                                    "LEFT JOIN experiment e USING(experiment_id) "
                                    "WHERE t.identity = ? ORDER BY 2"));
  }
  for (size_t i = 0; i < outlooks.size(); ++i) {
    const std::string& identity = record.cells[i].identity;
    if (identity.empty()) continue;
    if (query.has_value()) RETURN_IF_ERROR(LookUp(&*query, identity, &outlooks[i]));
    outlooks[i].will_run = WillRun(outlooks[i].state, policy);
  }
  return outlooks;
}

}  // namespace ceteris
