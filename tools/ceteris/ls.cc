#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/environment_facts.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/trial_list.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Without a name: the experiments in the database. With one: its trials, one line per\n"
    "arm and seed. A trial's number is what `show`, `diff` and `generate` take.";
constexpr char kExamples[] =
    "ceteris ls\n"
    "ceteris ls positions\n"
    "ceteris ls positions --revision=1 --format=csv\n";

TableCell Count(int count) { return TableCell(static_cast<int64_t>(count), count == 0 ? "" : absl::StrCat(count)); }

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
                  one.baseline, FormatDate(one.created_ms), one.question});
  }
  return table;
}

absl::StatusOr<int> Ls(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  if (arguments.positional.empty()) {
    ASSIGN_OR_RETURN(const std::vector<StoredExperiment> experiments, reader.Experiments(/*all_revisions=*/true));
    const Table table = ExperimentTable(experiments);
    return output.Print(output.for_people() ? WithoutEmptyColumns(table) : table);
  }
  ASSIGN_OR_RETURN(const StoredExperiment experiment, FindTypedExperiment(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader.Cells(experiment.experiment_id));
  ASSIGN_OR_RETURN(const Table table, TrialList(&reader, experiment, cells, /*hide_absent=*/output.for_people()));
  if (!output.for_people()) return output.Print(table);
  const auto absent = std::count_if(cells.begin(), cells.end(),
                                    [](const StoredCell& cell) { return cell.state == TrialState::kAbsent; });
  std::string text = FormatTable(WithoutEmptyColumns(table), output.format(), output.options());
  if (absent > 0) absl::StrAppend(&text, "\n", absent, " more are planned and were not asked for yet\n");
  return output.Print(text);
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
