#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/load_report.h"
#include "experiments/report/metric_tables.h"
#include "experiments/report/verdict_table.h"
#include "experiments/results/sql_query.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/arm_provenance.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/compared_side.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Where a line of the table comes from: its trials, the program, machine and data that\n"
    "made them, what the arm changes against the baseline, and the SQL that gives its mean.";
constexpr char kExamples[] =
    "ceteris explain positions rotary\n"
    "ceteris explain positions rotary --metric=valid/loss@x4 --format=json\n";

// Names come from specs, which allow no quotes in them; metrics are ours.
std::string SqlOfMean(const StoredExperiment& experiment, const std::string& arm, const std::string& metric) {
  return absl::StrCat("SELECT mean FROM v_arm_stats_all WHERE experiment = '", experiment.name,
                      "' AND revision = ", experiment.revision, " AND arm = '", arm, "' AND metric = '", metric, "'");
}

std::vector<std::pair<std::string, TableCell>> LineFacts(const ExperimentReport& report, const VerdictRow& row,
                                                         const std::string& metric) {
  std::vector<std::pair<std::string, TableCell>> facts = {
      {"experiment", report.name},
      {"revision", report.revision},
      {"arm", absl::StrCat(row.arm, row.baseline ? " (the baseline)" : "")},
      {"metric", absl::StrCat(metric, " at step ", report.num_steps)}};
  if (metric == report.metric && row.summary.n > 0) {
    facts.push_back({"mean", TableCell(row.summary.mean)});
    facts.push_back({"sd", row.summary.n > 1 ? TableCell(row.summary.sd) : TableCell()});
    facts.push_back({"seeds", absl::StrCat(row.summary.n, " of ", row.values.planned)});
    if (!row.baseline) facts.push_back({"verdict", row.verdict.words});
  }
  return facts;
}

// The answer of the SQL, asked now: the sheet proves its own query.
absl::StatusOr<TableCell> Ask(ResultsReader* reader, const std::string& sql) {
  ASSIGN_OR_RETURN(const SqlResult result, QuerySql(reader, sql, 1));
  if (result.rows.empty() || !result.rows[0][0].has_value()) return TableCell("no value yet");
  double mean = 0;
  return absl::SimpleAtod(*result.rows[0][0], &mean) ? TableCell(mean) : TableCell(*result.rows[0][0]);
}

absl::StatusOr<int> Explain(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredExperiment experiment, FindTypedExperiment(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const StoredArm arm, FindArm(&reader, experiment, arguments.positional[1]));
  ASSIGN_OR_RETURN(const ExperimentReport report,
                   LoadReport(&reader, experiment.name, {experiment.revision, /*curves=*/false}));
  ASSIGN_OR_RETURN(const std::string metric, TypedMetric(report));
  ASSIGN_OR_RETURN(const VerdictTable table, BuildVerdictTable(report));
  FactSheet sheet;
  for (const VerdictRow& row : table.rows) {
    if (row.arm == arm.name) sheet.AddFacts("line", LineFacts(report, row, metric));
  }
  ASSIGN_OR_RETURN(Table trials, ArmTrials(&reader, experiment, arm, metric));
  sheet.AddTable("trials", std::move(trials));
  ASSIGN_OR_RETURN(Table made_by, ArmProvenance(&reader, experiment, arm));
  sheet.AddTable("made by", std::move(made_by));
  Table changes = DifferenceTable(report);
  changes.columns[0].data_only = true;  // the arm
  changes.rows.erase(std::remove_if(changes.rows.begin(), changes.rows.end(),
                                    [&](const auto& row) { return CellText(row[0]) != arm.name; }),
                     changes.rows.end());
  sheet.AddTable("difference to the baseline", std::move(changes));
  const std::string sql = SqlOfMean(experiment, arm.name, metric);
  ASSIGN_OR_RETURN(TableCell answer, Ask(&reader, sql));
  sheet.AddFacts("sql", {{"query", sql}, {"answer", std::move(answer)}, {"database", DatabasePath()}});
  return output.Print(sheet);
}

}  // namespace

const Command& ExplainCommand() {
  static const Command command = {"explain",
                                  "EXPERIMENT ARM",
                                  "where a line of the table comes from, down to the binary",
                                  kText,
                                  kExamples,
                                  {"metric", "revision", "db", "format", "out"},
                                  2,
                                  2,
                                  Explain};
  return command;
}

}  // namespace ceteris
