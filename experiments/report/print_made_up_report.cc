// Prints the table of a made-up experiment, or writes its page: a look at the layout without training anything.
//
//   tools/bazel run //experiments/report:print_made_up_report -- table 100      # or csv, json, md; and a width
#include <cstdlib>
#include <iostream>

#include "experiments/report/made_up_report.h"
#include "experiments/report/verdict_table.h"

int main(int argc, char** argv) {
  const auto format = ceteris::ParseTableFormat(argc > 1 ? argv[1] : "table");
  if (!format.ok()) return std::cerr << format.status().message() << "\n", 64;
  const auto table = ceteris::BuildVerdictTable(ceteris::MadeUpReport());
  std::cout << ceteris::FormatVerdictTable(*table, *format, {argc > 2 ? std::atoi(argv[2]) : 0, false});
}
