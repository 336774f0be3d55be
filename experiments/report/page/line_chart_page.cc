#include "experiments/report/page/line_chart_page.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "experiments/report/page/html_page.h"
#include "experiments/report/page/html_text.h"
#include "experiments/report/page/line_chart_script.h"
#include "experiments/report/table_format.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

std::string Number(double number) { return absl::StrFormat("%.4g", number); }

// A row for every x, a column for every series.
Table TableOf(const LineChart& chart) {
  Table table{{"x", chart.x_label}};
  std::map<double, std::vector<TableCell>> rows;
  for (size_t i = 0; i < chart.series.size(); ++i) {
    table.columns.push_back({absl::StrCat("y", i), chart.series[i].name, Align::kRight});
    for (const auto& [x, y] : chart.series[i].points) {
      auto& row = rows[x];
      row.resize(chart.series.size() + 1);
      row[0] = absl::StrFormat("%.12g", x);
      row[i + 1] = Number(y);
    }
  }
  for (auto& [x, row] : rows) table.AddRow(std::move(row));
  return table;
}

nlohmann::ordered_json JsonOf(const LineChart& chart) {
  nlohmann::ordered_json json = {
      {"title", chart.title}, {"x_label", chart.x_label}, {"y_label", chart.y_label}, {"series", {}}};
  for (const LineSeries& series : chart.series) {
    json["series"].push_back({{"name", series.name}, {"points", series.points}});
  }
  return json;
}

}  // namespace

std::string LineChartPageText(const LineChartPage& page) {
  HtmlPage html;
  html.title = page.title;
  html.body =
      absl::StrCat("<h1>", EscapeHtml(page.title), "</h1>\n<p class=\"lead\">", EscapeHtml(page.lead),
                   "</p>\n<noscript><p class=\"warning\">The figures need JavaScript. Every number they show is "
                   "in the tables.</p></noscript>\n");
  nlohmann::ordered_json data = nlohmann::ordered_json::array();
  for (const LineChart& chart : page.charts) {
    absl::StrAppend(&html.body, "<section>\n<h2>", EscapeHtml(chart.title), "</h2>\n<figure id=\"chart-", data.size(),
                    "\"><div class=\"plot\"></div>\n<figcaption>", EscapeHtml(chart.y_label), " against ",
                    EscapeHtml(chart.x_label),
                    ", both axes logarithmic. Behind each name the slope (least squares) over the right half of "
                    "its line: the power with which it grows there.</figcaption></figure>\n<details><summary>The "
                    "numbers</summary>\n",
                    HtmlTable(TableOf(chart)), "</details>\n</section>\n");
    data.push_back(JsonOf(chart));
  }
  html.data = JsonForScript(data);
  html.script = LineChartScript();
  return PageText(html);
}

}  // namespace ceteris
