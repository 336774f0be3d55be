#include "tools/ceteris/trial_list.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"

namespace ceteris {

absl::StatusOr<Table> TrialList(ResultsReader* reader, const StoredExperiment& experiment,
                                const std::vector<StoredCell>& cells, bool hide_absent) {
  Table table{{"arm", "arm"},
              {"seed", "seed", Align::kRight},
              {"replicate", "replicate", Align::kRight, /*data_only=*/true},
              {"trial", "trial", Align::kRight},
              {"identity", "identity", Align::kLeft, /*data_only=*/true},
              {"state", "state"},
              {"value", experiment.primary_metric, Align::kRight},
              {"num_steps", "steps", Align::kRight},
              {"seconds", "time", Align::kRight},
              {"reason", "reason"}};
  ASSIGN_OR_RETURN(const std::vector<FinalMetric> finals, reader->Finals(experiment.experiment_id));
  for (const StoredCell& cell : cells) {
    if (hide_absent && cell.state == TrialState::kAbsent) continue;
    TableCell value;
    for (const FinalMetric& final : finals) {
      if (final.arm_id == cell.arm_id && final.seed == cell.seed && final.replicate == cell.replicate &&
          final.metric == experiment.primary_metric) {
        value = TableCell(final.value, FormatFixed(final.value, 4));
      }
    }
    const double seconds = cell.train_seconds + cell.evaluate_seconds;
    const std::string seed = absl::StrCat(cell.seed, cell.replicate == 0 ? "" : absl::StrCat("+r", cell.replicate));
    table.AddRow({cell.arm, TableCell(static_cast<int64_t>(cell.seed), seed), cell.replicate,
                  cell.trial_id == 0 ? TableCell() : TableCell(cell.trial_id), cell.identity,
                  TrialStateName(cell.state), value, cell.num_steps == 0 ? TableCell() : TableCell(cell.num_steps),
                  seconds == 0 ? TableCell() : TableCell(seconds, FormatSeconds(seconds)), cell.reason});
  }
  return table;
}

}  // namespace ceteris
