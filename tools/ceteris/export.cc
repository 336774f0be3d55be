#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/export_rows.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/output.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Every trial and every number of an experiment for another program, nothing averaged,\n"
    "nothing rounded. csv: one line per trial with its final metrics; with --metric one line\n"
    "per logged value of that metric. json: all of it, verdicts and provenance included.";
constexpr char kExamples[] =
    "ceteris export positions --format=csv --out=trials.csv\n"
    "ceteris export positions --format=csv --metric=train/loss --out=curves.csv\n"
    "ceteris export positions --format=json --out=positions.json\n";

// Of one metric.
Table CurveRowsOf(ExperimentReport report, const std::string& metric) {
  for (ReportArm& arm : report.arms) {
    for (ReportCell& cell : arm.cells) {
      std::vector<Curve> curves;
      for (Curve& curve : cell.curves) {
        if (curve.metric == metric) curves.push_back(std::move(curve));
      }
      cell.curves = std::move(curves);
    }
  }
  return CurveRows(report);
}

absl::StatusOr<int> Export(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const ExperimentReport report, LoadTypedReport(arguments.positional[0], /*curves=*/true));
  if (!FLAGS_metric.empty()) {
    ASSIGN_OR_RETURN(const std::string metric, TypedMetric(report));
    return output.Print(CurveRowsOf(report, metric));
  }
  if (output.format() == TableFormat::kJson) return output.Print(ExportJson(report));
  return output.Print(TrialRows(report));
}

}  // namespace

const Command& ExportCommand() {
  static const Command command = {"export",
                                  "EXPERIMENT",
                                  "every trial and number, for another program",
                                  kText,
                                  kExamples,
                                  {"format", "metric", "out", "revision", "db"},
                                  1,
                                  1,
                                  Export};
  return command;
}

}  // namespace ceteris
