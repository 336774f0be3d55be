#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/load_report.h"
#include "experiments/report/verdict_table.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/arm_provenance.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/compared_side.h"
#include "tools/ceteris/mean_query.h"
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

// What the arm changes against the baseline.
Table ChangesOf(const ExperimentReport& report, const std::string& arm) {
  Table changes{{"arm", "arm", Align::kLeft, /*data_only=*/true},
                {"path", "path"},
                {"baseline", "baseline"},
                {"value", "this arm"}};
  for (const ReportArm& one : report.arms) {
    if (one.name != arm) continue;
    for (const ConfigDifference& d : one.differences) changes.AddRow({arm, d.path, d.baseline_value, d.value});
  }
  return changes;
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
  sheet.AddTable("difference to the baseline", ChangesOf(report, arm.name));
  ASSIGN_OR_RETURN(const MeanQuery mean, AskForMean(&reader, experiment, arm.name, metric));
  sheet.AddFacts("sql", {{"query", mean.sql}, {"answer", mean.answer}, {"database", DatabasePath()}});
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
