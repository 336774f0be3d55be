// Prints the table, curves or page of a made-up experiment: a look at the layout without training anything.
//
//   tools/bazel run //experiments/report/page:print_made_up_report -- table 100      # or csv, json, md, curve; and a
//   width
#include <cstdlib>
#include <iostream>
#include <string>

#include "experiments/report/curve_plot.h"
#include "experiments/report/made_up_report.h"
#include "experiments/report/metric_tables.h"
#include "experiments/report/page/html_report.h"
#include "experiments/report/verdict_table.h"

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "table";
  const int width = argc > 2 ? std::atoi(argv[2]) : 0;
  const ceteris::ExperimentReport report = ceteris::MadeUpReport();
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
