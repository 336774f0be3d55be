// Line charts as data: what a program measured, from the rows that it printed.
//
// Rows are "chart,x_label,y_label,series,x,y" under that header, no commas inside a field. Charts and series come in
// the order in which they are first named; the points of a series are sorted by x. Both axes are logarithmic.
//
// Example:  ASSIGN_OR_RETURN(page.charts, ParseLineCharts(csv));
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

struct LineSeries {
  std::string name;
  std::vector<std::pair<double, double>> points;  // x and y, both above 0
};

struct LineChart {
  std::string title, x_label, y_label;
  std::vector<LineSeries> series;
};

// INVALID_ARGUMENT that names the line: another header, another number of fields, no number, one that a logarithmic
// axis cannot show, two points of a series at one x, or no row at all.
absl::StatusOr<std::vector<LineChart>> ParseLineCharts(absl::string_view csv);

}  // namespace ceteris
