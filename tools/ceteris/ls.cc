#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Without a name: the experiments in the database. With one: its trials, one line per\n"
    "arm and seed. A trial's number is what `show`, `diff` and `generate` take.";
constexpr char kExamples[] =
    "ceteris ls\n"
    "ceteris ls positions\n"
    "ceteris ls positions --revision=1 --format=csv\n";

std::string Date(int64_t milliseconds) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMillis(milliseconds), absl::LocalTimeZone());
}

TableCell Count(int count) { return TableCell(static_cast<int64_t>(count), count == 0 ? "-" : absl::StrCat(count)); }

Table ExperimentTable(const std::vector<StoredExperiment>& experiments) {
  Table table{{"experiment", "experiment"},
              {"revision", "rev", Align::kRight},
              {"latest", "latest", Align::kLeft, /*data_only=*/true},
              {"arms", "arms", Align::kRight},
              {"seeds", "seeds", Align::kRight},
              {"trials", "trials", Align::kRight},
              {"succeeded", "done", Align::kRight},
              {"diverged", "diverged", Align::kRight},
              {"failed", "failed", Align::kRight},
              {"running", "running", Align::kRight},
              {"metric", "metric"},
              {"baseline", "baseline"},
              {"created", "created"},
              {"question", "question", Align::kLeft, /*data_only=*/true}};
  for (const StoredExperiment& one : experiments) {
    table.AddRow({one.name, one.revision, one.is_latest, one.num_arms, one.num_seeds, one.num_cells, one.num_succeeded,
                  Count(one.num_diverged), Count(one.num_failed), Count(one.num_running), one.primary_metric,
                  one.baseline, Date(one.created_ms), one.question});
  }
  return table;
}

absl::StatusOr<Table> TrialTable(ResultsReader* reader, const StoredExperiment& experiment) {
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
  ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader->Cells(experiment.experiment_id));
  ASSIGN_OR_RETURN(const std::vector<FinalMetric> finals, reader->Finals(experiment.experiment_id));
  for (const StoredCell& cell : cells) {
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

absl::StatusOr<int> Ls(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  if (arguments.positional.empty()) {
    ASSIGN_OR_RETURN(const std::vector<StoredExperiment> experiments, reader.Experiments(/*all_revisions=*/true));
    return output.Print(ExperimentTable(experiments));
  }
  ASSIGN_OR_RETURN(const StoredExperiment experiment, FindTypedExperiment(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const Table table, TrialTable(&reader, experiment));
  return output.Print(table);
}

}  // namespace

const Command& LsCommand() {
  static const Command command = {"ls",
                                  "[EXPERIMENT]",
                                  "what the database holds: experiments, or one's trials",
                                  kText,
                                  kExamples,
                                  {"revision", "db", "format"},
                                  0,
                                  1,
                                  Ls};
  return command;
}

}  // namespace ceteris
