#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/curve_band.h"
#include "experiments/report/curve_plot.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/output.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Learning curves in the terminal: the mean over seeds of every arm, marked with its\n"
    "letter. As csv, json or md: step, mean, sd, lowest and highest of the seeds.";
constexpr char kExamples[] =
    "ceteris curve positions\n"
    "ceteris curve positions --metric=train/loss\n"
    "ceteris curve positions --format=csv --out=curve.csv\n";
constexpr int kDefaultWidth = 100;

Table BandTable(const std::vector<CurveBand>& bands) {
  Table table{{"arm", "arm"},
              {"step", "step", Align::kRight},
              {"n", "n", Align::kRight},
              {"mean", "mean", Align::kRight},
              {"sd", "sd", Align::kRight},
              {"low", "lowest", Align::kRight},
              {"high", "highest", Align::kRight}};
  for (const CurveBand& band : bands) {
    for (const BandPoint& point : band.points) {
      table.AddRow({band.arm, point.step, point.n, point.mean, point.sd, point.low, point.high});
    }
  }
  return table;
}

absl::StatusOr<int> PrintCurve(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const ExperimentReport report, LoadTypedReport(arguments.positional[0], /*curves=*/true));
  ASSIGN_OR_RETURN(const std::string metric, TypedMetric(report));
  const std::vector<CurveBand> bands = CollectBands(report, metric);
  if (output.format() != TableFormat::kTable) return output.Print(BandTable(bands));
  CurvePlotOptions options;
  options.width = output.options().width > 0 ? std::max(40, output.options().width) : kDefaultWidth;
  options.color = output.options().color;
  const std::string unit = metric == report.metric && !report.unit.empty() ? ", " + report.unit : "";
  return output.Print(absl::StrCat(report.name, " (revision ", report.revision, ")   ", metric, unit, " by step\n",
                                   PlotCurves(bands, options)));
}

}  // namespace

const Command& CurveCommand() {
  static const Command command = {"curve",
                                  "EXPERIMENT",
                                  "learning curves in the terminal",
                                  kText,
                                  kExamples,
                                  {"metric", "revision", "db", "format", "out"},
                                  1,
                                  1,
                                  PrintCurve};
  return command;
}

}  // namespace ceteris
