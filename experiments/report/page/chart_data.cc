#include "experiments/report/page/chart_data.h"

#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "experiments/report/curve_band.h"

namespace ceteris {
namespace {

using Json = nlohmann::ordered_json;

// Seven digits are more than a screen can show, and keep the page small.
Json Rounded(double number) {
  if (!std::isfinite(number)) return nullptr;
  return std::strtod(absl::StrFormat("%.7g", number).c_str(), nullptr);
}

int ArmIndex(const ExperimentReport& report, const std::string& name) {
  for (size_t i = 0; i < report.arms.size(); ++i) {
    if (report.arms[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

Json Points(const std::vector<BandPoint>& points) {
  Json json = Json::array();
  const size_t last = points.empty() ? 0 : points.size() - 1;
  const double stride = std::max(1.0, static_cast<double>(last) / (kMostChartPoints - 1));
  for (double position = 0; position <= last + 1e-9 && !points.empty(); position += stride) {
    const BandPoint& point = points[std::min<size_t>(last, std::llround(position))];
    json.push_back({point.step, Rounded(point.mean), Rounded(point.sd), point.n});
  }
  return json;
}

Json CurveChart(const ExperimentReport& report, const std::string& metric) {
  Json series = Json::array();
  const std::vector<CurveBand> bands = CollectBands(report, metric);
  std::vector<std::string> not_drawn;
  for (size_t arm = 0; arm < bands.size(); ++arm) {
    const int left_out = bands[arm].left_out;
    if (left_out > 0)
      not_drawn.push_back(absl::StrCat(left_out, left_out == 1 ? " seed of " : " seeds of ", bands[arm].arm));
    if (!bands[arm].points.empty()) series.push_back({{"arm", arm}, {"points", Points(bands[arm].points)}});
  }
  return {{"title", metric},
          {"metric", metric},
          {"difference", false},
          {"not_drawn", absl::StrJoin(not_drawn, ", ")},
          {"series", series}};
}

// The same report with every curve replaced by its difference to the baseline's on the same seed and step.
ExperimentReport DifferencesToBaseline(const ExperimentReport& report, const ReportArm& baseline,
                                       const std::string& metric) {
  ExperimentReport differences;
  for (const ReportArm& arm : report.arms) {
    ReportArm copy;
    copy.name = arm.name;
    for (const ReportCell& cell : arm.cells) {
      const ReportCell* other = FindCell(baseline, cell.seed);
      if (arm.baseline || cell.replicate != 0 || other == nullptr || other->state != CellState::kSucceeded) continue;
      std::map<int64_t, double> reference;
      for (const Curve& curve : other->curves) {
        if (curve.metric != metric) continue;
        for (const CurvePoint& point : curve.points) reference[point.step] = point.value;
      }
      ReportCell difference;
      difference.seed = cell.seed;
      difference.state = cell.state;
      difference.curves = {{metric, {}}};
      for (const Curve& curve : cell.curves) {
        if (curve.metric != metric) continue;
        for (const CurvePoint& point : curve.points) {
          const auto found = reference.find(point.step);
          if (found != reference.end())
            difference.curves[0].points.push_back({point.step, point.value - found->second});
        }
      }
      copy.cells.push_back(std::move(difference));
    }
    differences.arms.push_back(std::move(copy));
  }
  return differences;
}

Json Curves(const ExperimentReport& report, const VerdictTable& table) {
  Json charts = Json::array();
  const std::vector<std::string> metrics = CurveMetrics(report);
  for (const std::string& metric : metrics) {
    charts.push_back(CurveChart(report, metric));
    if (metric != report.metric || report.arms.size() < 2) continue;
    const ReportArm& baseline = report.arms[ArmIndex(report, table.baseline)];
    Json chart = CurveChart(DifferencesToBaseline(report, baseline, metric), metric);
    chart["title"] = absl::StrCat(metric, " minus ", table.baseline);
    chart["difference"] = true;
    charts.push_back(std::move(chart));
  }
  return charts;
}

Json Forest(const ExperimentReport& report, const VerdictTable& table) {
  Json forest = Json::array();
  for (const VerdictRow& row : table.rows) {
    if (row.baseline || row.comparison.test.n == 0) continue;
    forest.push_back({{"arm", ArmIndex(report, row.arm)},
                      {"delta", Rounded(row.comparison.test.mean)},
                      {"low", Rounded(row.comparison.interval.low)},
                      {"high", Rounded(row.comparison.interval.high)},
                      {"verdict", VerdictWord(row.verdict.kind)}});
  }
  return forest;
}

Json Lengths(const ExperimentReport& report, const VerdictTable& table) {
  Json labels = Json::array(), series = Json::array();
  for (const LengthMetric& length : table.lengths) labels.push_back(length.label);
  for (const VerdictRow& row : table.rows) {
    Json points = Json::array();
    for (const LengthCell& cell : row.lengths) {
      points.push_back(cell.summary.n == 0 ? Json(nullptr)
                                           : Json({Rounded(cell.summary.mean), Rounded(cell.summary.sd)}));
    }
    series.push_back({{"arm", ArmIndex(report, row.arm)}, {"points", points}});
  }
  return {{"labels", labels}, {"series", series}};
}

}  // namespace

Json ChartData(const ExperimentReport& report, const VerdictTable& table) {
  Json arms = Json::array();
  for (const ReportArm& arm : report.arms) arms.push_back({{"name", arm.name}, {"baseline", arm.baseline}});
  return {{"metric", table.metric},
          {"unit", table.unit},
          {"lower_is_better", table.goal == Goal::kMinimize},
          {"margin", Rounded(table.margin)},
          {"noise_sd", Rounded(table.noise.sd)},
          {"arms", arms},
          {"forest", Forest(report, table)},
          {"curves", Curves(report, table)},
          {"lengths", Lengths(report, table)}};
}

}  // namespace ceteris
