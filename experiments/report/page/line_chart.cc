#include "experiments/report/page/line_chart.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

constexpr absl::string_view kHeader = "chart,x_label,y_label,series,x,y";

absl::Status Refuse(int line, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", why));
}

absl::StatusOr<double> Positive(int line, absl::string_view text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number)) return Refuse(line, absl::StrCat("\"", text, "\" is not a number"));
  if (!std::isfinite(number) || number <= 0) {
    return Refuse(line, absl::StrCat(text, " cannot stand on a logarithmic axis; numbers above 0 can"));
  }
  return number;
}

// The one whose member is `name`; added at the end where there is none.
template <typename T>
T& Named(std::vector<T>& list, std::string T::*member, absl::string_view name) {
  for (T& one : list) {
    if (one.*member == name) return one;
  }
  list.emplace_back();
  list.back().*member = std::string(name);
  return list.back();
}

}  // namespace

absl::StatusOr<std::vector<LineChart>> ParseLineCharts(absl::string_view csv) {
  std::vector<LineChart> charts;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(csv, '\n')) {
    ++number;
    if (number == 1) {
      if (line != kHeader) return Refuse(1, absl::StrCat("\"", line, "\" should be the header ", kHeader));
      continue;
    }
    if (line.empty()) continue;
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ',');
    if (fields.size() != 6) return Refuse(number, absl::StrCat(fields.size(), " fields; there should be 6"));
    ASSIGN_OR_RETURN(const double x, Positive(number, fields[4]));
    ASSIGN_OR_RETURN(const double y, Positive(number, fields[5]));
    LineChart& chart = Named(charts, &LineChart::title, fields[0]);
    chart.x_label = std::string(fields[1]);
    chart.y_label = std::string(fields[2]);
    auto& points = Named(chart.series, &LineSeries::name, fields[3]).points;
    const auto after = std::lower_bound(points.begin(), points.end(), std::make_pair(x, 0.0));
    if (after != points.end() && after->first == x) return Refuse(number, "a second point of its series at this x");
    points.insert(after, {x, y});
  }
  if (charts.empty()) return Refuse(number, "no row follows the header");
  return charts;
}

}  // namespace ceteris
