#include "experiments/report/curve_band.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "experiments/report/statistics/sample_summary.h"

namespace ceteris {
namespace {

CurveBand CollectBand(const ReportArm& arm, absl::string_view metric) {
  CurveBand band{arm.name, arm.baseline, {}, 0};
  std::map<int64_t, std::vector<double>> values_at;
  for (const ReportCell& cell : arm.cells) {
    if (cell.replicate != 0) continue;
    if (cell.state == CellState::kDiverged || cell.state == CellState::kFailed) {
      ++band.left_out;
      continue;
    }
    for (const Curve& curve : cell.curves) {
      if (curve.metric != metric) continue;
      for (const CurvePoint& point : curve.points) {
        if (std::isfinite(point.value)) values_at[point.step].push_back(point.value);
      }
    }
  }
  for (const auto& [step, values] : values_at) {
    const SampleSummary summary = SummarizeSample(values);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    band.points.push_back({step, summary.mean, summary.n < 2 ? 0 : summary.sd, *low, *high, summary.n});
  }
  return band;
}

}  // namespace

std::vector<CurveBand> CollectBands(const ExperimentReport& report, absl::string_view metric) {
  std::vector<CurveBand> bands;
  for (const ReportArm& arm : report.arms) bands.push_back(CollectBand(arm, metric));
  return bands;
}

std::vector<std::string> CurveMetrics(const ExperimentReport& report) {
  std::set<std::string> names;
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      for (const Curve& curve : cell.curves) {
        if (curve.points.size() >= 2) names.insert(curve.metric);
      }
    }
  }
  std::vector<std::string> ordered;
  if (names.erase(report.metric) > 0) ordered.push_back(report.metric);
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

}  // namespace ceteris
