#include "experiments/report/arm_values.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace ceteris {

absl::StatusOr<int> BaselineIndex(const ExperimentReport& report) {
  int index = -1, count = 0;
  for (size_t i = 0; i < report.arms.size(); ++i) {
    if (!report.arms[i].baseline) continue;
    index = static_cast<int>(i);
    ++count;
  }
  if (count == 1) return index;
  return absl::InvalidArgumentError(
      absl::StrCat("experiment ", report.name, " has ", count, " baseline arms; it needs exactly one"));
}

const ReportCell* FindCell(const ReportArm& arm, uint64_t seed) {
  for (const ReportCell& cell : arm.cells) {
    if (cell.seed == seed && cell.replicate == 0) return &cell;
  }
  return nullptr;
}

FinalValue FindFinal(const ReportCell& cell, absl::string_view metric) {
  FinalValue found;
  for (const MetricValue& final_value : cell.finals) {
    if (final_value.metric != metric) continue;
    found.defined = std::isfinite(final_value.value) && final_value.undefined_reason.empty();
    found.value = final_value.value;
    found.reason = final_value.undefined_reason;
    if (!found.defined && found.reason.empty()) found.reason = "not a finite number";
  }
  return found;
}

ArmValues CollectValues(const ExperimentReport& report, const ReportArm& arm, absl::string_view metric) {
  ArmValues collected;
  collected.planned = static_cast<int>(report.seeds.size());
  for (const uint64_t seed : report.seeds) {
    const ReportCell* cell = FindCell(arm, seed);
    const CellState state = cell == nullptr ? CellState::kMissing : cell->state;
    collected.diverged += state == CellState::kDiverged;
    collected.failed += state == CellState::kFailed;
    collected.missing += state == CellState::kMissing;
    if (state != CellState::kSucceeded) continue;
    ++collected.succeeded;
    const FinalValue final_value = FindFinal(*cell, metric);
    if (final_value.defined) {
      collected.values.push_back(final_value.value);
    } else {
      ++collected.undefined;
      if (collected.undefined_reason.empty()) collected.undefined_reason = final_value.reason;
    }
  }
  return collected;
}

PairedSample CollectPairs(const ExperimentReport& report, const ReportArm& arm, const ReportArm& baseline,
                          absl::string_view metric) {
  PairedSample sample;
  for (const uint64_t seed : report.seeds) {
    const ReportCell* cell = FindCell(arm, seed);
    const ReportCell* other = FindCell(baseline, seed);
    if (cell == nullptr || other == nullptr) continue;
    if (cell->state != CellState::kSucceeded || other->state != CellState::kSucceeded) continue;
    const FinalValue value = FindFinal(*cell, metric), other_value = FindFinal(*other, metric);
    if (!value.defined || !other_value.defined) continue;
    sample.values.push_back(value.value);
    sample.baseline.push_back(other_value.value);
  }
  return sample;
}

std::vector<std::string> ReportMetrics(const ExperimentReport& report) {
  std::set<std::string> names;
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      for (const MetricValue& final_value : cell.finals) names.insert(final_value.metric);
    }
  }
  names.erase(report.metric);
  std::vector<std::string> ordered = {report.metric};
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

std::vector<LengthMetric> LengthMetrics(const ExperimentReport& report) {
  std::vector<LengthMetric> lengths;
  for (const std::string& name : ReportMetrics(report)) {
    absl::string_view rest = name;
    double multiple = 0;
    if (!absl::ConsumePrefix(&rest, absl::StrCat(report.metric, "@x")) || !absl::SimpleAtod(rest, &multiple)) continue;
    lengths.push_back({name, absl::StrCat("x", rest), multiple});
  }
  if (lengths.empty()) return lengths;
  lengths.push_back({report.metric, "x1", 1});
  std::sort(lengths.begin(), lengths.end(),
            [](const LengthMetric& a, const LengthMetric& b) { return a.multiple < b.multiple; });
  return lengths;
}

}  // namespace ceteris
