// Line charts as one self-contained HTML page, for studies that a program measures and no trial does.
//
// Both axes are logarithmic, so that a power law is a straight line and its exponent a slope: the legend says the slope
// over the right half of a line. Every number is in a table below its chart, which needs no JavaScript.
//
// Example:  ASSIGN_OR_RETURN(page.charts, ParseLineCharts(csv));
//           RETURN_IF_ERROR(WriteFileAtomically("cost.html", LineChartPageText(page)));
#pragma once

#include <string>
#include <vector>

#include "experiments/report/page/line_chart.h"

namespace ceteris {

struct LineChartPage {
  std::string title, lead;  // text
  std::vector<LineChart> charts;
};

// Deterministic: the same charts give the same bytes.
std::string LineChartPageText(const LineChartPage& page);

}  // namespace ceteris
