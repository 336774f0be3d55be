// Prints the table, curves or page of a made-up experiment: a look at the layout without training anything.
//
//   tools/bazel run //experiments/report/page:print_made_up_report -- table 100      # or csv, json, md, curve; and a
//   width
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "experiments/report/curve_plot.h"
#include "experiments/report/made_up_report.h"
#include "experiments/report/metric_tables.h"
#include "experiments/report/page/html_report.h"
#include "experiments/report/verdict_table.h"

namespace ceteris {

// The same with all that strains a layout: twelve arms, names too long or hostile, diverged, failed and missing trials.
ExperimentReport StrainedReport() {
  ExperimentReport report = MadeUpReport();
  for (int i = 0; i < 6; ++i) {
    report.arms.push_back(report.arms[1 + i % 5]);
    report.arms.back().name = absl::StrCat("num_layers=", i + 2, ",learning_rate=0.00", i + 1, ",position=rotary");
    report.arms.back().differences = {{"training.learning_rate", "0.003", absl::StrCat("0.00", i + 1)}};
  }
  report.arms[3].name = "<script>alert('arm')</script>";
  report.arms[4].name = "位置符号化";
  for (const uint64_t seed : {2, 5}) {
    CellOf(&report, 2, seed).state = CellState::kDiverged;
    CellOf(&report, 2, seed).reason = "loss is nan at step 217";
  }
  for (const uint64_t seed : report.seeds) CellOf(&report, 7, seed).state = CellState::kDiverged;
  CellOf(&report, 8, 1).state = CellState::kFailed;
  for (const uint64_t seed : {5, 6, 7, 8}) CellOf(&report, 9, seed).state = CellState::kMissing;
  report.drift_warnings = {"2 executables", "2 devices"};
  return report;
}

}  // namespace ceteris

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "table";
  const int width = argc > 2 ? std::atoi(argv[2]) : 0;
  const bool strained = argc > 2 && std::string(argv[2]) == "strained";
  const ceteris::ExperimentReport report = strained ? ceteris::StrainedReport() : ceteris::MadeUpReport();
  if (what == "curve") {
    ceteris::CurvePlotOptions options;
    options.width = width == 0 ? 80 : width;
    options.color = argc > 3;
    std::cout << ceteris::PlotCurves(ceteris::CollectBands(report, "valid/loss"), options);
    return 0;
  }
  if (what == "page") {
    std::cout << *ceteris::HtmlReport(report);
    return 0;
  }
  const auto format = ceteris::ParseTableFormat(what);
  if (!format.ok()) return std::cerr << format.status().message() << "\n", 64;
  std::cout << ceteris::FormatVerdictTable(*ceteris::BuildVerdictTable(report), *format, {width, false});
  if (*format != ceteris::TableFormat::kTable) return 0;
  for (const ceteris::Table& table :
       {*ceteris::MetricTable(report, "valid/loss@x4"), *ceteris::LedgerTable(report), ceteris::SeedTable(report),
        ceteris::DifferenceTable(report), ceteris::ProvenanceTable(report)}) {
    std::cout << "\n" << ceteris::FormatTable(table, *format, {width, false});
  }
}
