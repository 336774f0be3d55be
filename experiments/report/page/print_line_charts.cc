// A page of line charts from rows on standard input: see line_chart.h.
//
//   tools/bazel run //experiments/report/page:print_line_charts -- TITLE LEAD < rows.csv > page.html
#include <iostream>
#include <iterator>
#include <string>

#include "experiments/report/page/line_chart_page.h"

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "usage: print_line_charts TITLE LEAD < rows.csv > page.html\n", 64;
  const std::string csv{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  const auto charts = ceteris::ParseLineCharts(csv);
  if (!charts.ok()) return std::cerr << charts.status().message() << "\n", 65;
  std::cout << ceteris::LineChartPageText({argv[1], argv[2], *charts});
}
