#include "experiments/report/verdict_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "experiments/report/statistics/equivalence.h"
#include "experiments/report/statistics/sign_flip.h"

namespace ceteris {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string DescribeEnvironment(const ExperimentReport& report) {
  std::set<std::string> environments;
  for (const ProvenanceRow& row : report.provenance) {
    const std::string device = row.device_kind == "cpu" || row.device_name.empty() ? row.device_kind : row.device_name;
    environments.insert(
        absl::StrCat(device, " ", row.dtype, " ", row.num_threads, row.num_threads == 1 ? " thread" : " threads"));
  }
  if (environments.empty()) return "";
  if (environments.size() == 1) return *environments.begin();
  return absl::StrCat(environments.size(), " numeric environments");
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

ReplicateNoise CollectNoise(const ExperimentReport& report, const ReportArm& baseline) {
  std::vector<std::vector<double>> groups;
  for (const uint64_t seed : report.seeds) {
    groups.emplace_back();
    for (const ReportCell& cell : baseline.cells) {
      if (cell.seed != seed || cell.state != CellState::kSucceeded) continue;
      const FinalValue value = FindFinal(cell, report.metric);
      if (value.defined) groups.back().push_back(value.value);
    }
  }
  return MeasureReplicates(groups);
}

void CollectCost(const ReportArm& arm, VerdictRow* row) {
  double tokens = 0, seconds = 0;
  int count = 0;
  for (const ReportCell& cell : arm.cells) {
    if (cell.state != CellState::kSucceeded) continue;
    tokens += static_cast<double>(cell.num_tokens);
    seconds += cell.elapsed_seconds;
    ++count;
  }
  row->num_parameters = arm.num_parameters;
  row->flops_per_token = arm.flops_per_token;
  row->mean_tokens = count == 0 ? kNone : tokens / count;
  row->mean_seconds = count == 0 ? kNone : seconds / count;
}

VerdictRow CollectRow(const ExperimentReport& report, const ReportArm& arm, const std::vector<LengthMetric>& lengths) {
  VerdictRow row;
  row.arm = arm.name;
  row.baseline = arm.baseline;
  row.values = CollectValues(report, arm, report.metric);
  row.summary = SummarizeSample(row.values.values);
  CollectCost(arm, &row);
  for (const LengthMetric& length : lengths) {
    const ArmValues values = CollectValues(report, arm, length.metric);
    row.lengths.push_back({SummarizeSample(values.values), values.undefined_reason});
  }
  return row;
}

// A comparison that must not be read as an answer keeps its difference and interval, and loses its p values.
void WithholdTests(FamilyComparison* comparison) {
  comparison->p_corrected = comparison->p_holm = comparison->p_sign = comparison->test.p = kNone;
}

void CompareRows(const ExperimentReport& report, const ReportArm& baseline, VerdictTable* table) {
  std::vector<VerdictRow*> rows;
  std::vector<PairedSample> samples;
  for (VerdictRow& row : table->rows) {
    if (row.baseline) continue;
    const auto arm =
        std::find_if(report.arms.begin(), report.arms.end(), [&](const ReportArm& a) { return a.name == row.arm; });
    rows.push_back(&row);
    samples.push_back(CollectPairs(report, *arm, baseline, report.metric));
    row.pairing = MeasurePairing(samples.back().values, samples.back().baseline);
  }
  const int family_size = static_cast<int>(rows.size());
  const std::vector<FamilyComparison> comparisons = CompareFamily(samples, family_size);
  for (size_t i = 0; i < rows.size(); ++i) {
    VerdictRow& row = *rows[i];
    row.comparison = comparisons[i];
    row.p_equivalence = table->margin > 0 ? EquivalenceP(comparisons[i].test, table->margin) : kNone;
    row.extra_parameters = row.num_parameters - baseline.num_parameters;
    row.verdict =
        DecideVerdict({table->goal, table->margin, family_size, row.values, table->rows[0].values, row.comparison});
    if (row.verdict.kind == VerdictKind::kInterim || row.verdict.kind == VerdictKind::kWithheld) {
      WithholdTests(&row.comparison);
      row.p_equivalence = kNone;
    }
  }
}

void SummarizePairing(VerdictTable* table) {
  std::vector<double> correlations, saved;
  for (const VerdictRow& row : table->rows) {
    if (row.baseline || !row.pairing.valid) continue;
    correlations.push_back(row.pairing.correlation);
    saved.push_back(row.pairing.seeds_saved);
  }
  table->pairing_known = !correlations.empty();
  if (!table->pairing_known) return;
  table->correlation = Median(correlations);
  table->seeds_saved = static_cast<int>(std::lround(Median(saved)));
}

void CollectNotes(const ExperimentReport& report, VerdictTable* table) {
  const int arms = static_cast<int>(table->rows.size()) - 1;
  const double floor = SignFlipFloor(table->planned_seeds, arms);
  if (arms > 0 && floor >= 1 - kConfidence) {
    table->notes.push_back(absl::StrCat("The sign-flip p cannot fall below ", FormatP(floor), " with ",
                                        table->planned_seeds, table->planned_seeds == 1 ? " seed" : " seeds", " and ",
                                        arms, " compared ", arms == 1 ? "arm." : "arms."));
  }
  bool interim = false, lost = false;
  for (const VerdictRow& row : table->rows) {
    interim |= row.values.missing > 0;
    lost |= row.values.diverged + row.values.failed > 0;
  }
  if (interim)
    table->notes.push_back("Seeds are missing: intervals of unfinished lines do not account for looking early.");
  if (lost) table->notes.push_back("n/N below N: mean and difference are over the surviving seeds only.");
  for (const std::string& warning : report.drift_warnings)
    table->notes.push_back(absl::StrCat("Drift: ", warning, "."));
}

}  // namespace

absl::StatusOr<VerdictTable> BuildVerdictTable(const ExperimentReport& report) {
  ASSIGN_OR_RETURN(const int baseline_index, BaselineIndex(report));
  const ReportArm& baseline = report.arms[baseline_index];
  VerdictTable table;
  table.experiment = report.name;
  table.revision = report.revision;
  table.metric = report.metric;
  table.unit = report.unit;
  table.baseline = baseline.name;
  table.goal = report.goal;
  table.margin = report.equivalence_margin;
  table.planned_seeds = static_cast<int>(report.seeds.size());
  table.num_steps = report.num_steps;
  table.environment = DescribeEnvironment(report);
  table.lengths = LengthMetrics(report);
  table.rows.push_back(CollectRow(report, baseline, table.lengths));
  for (const ReportArm& arm : report.arms) {
    if (!arm.baseline) table.rows.push_back(CollectRow(report, arm, table.lengths));
    for (const ConfigDifference& difference : arm.differences) {
      table.learning_rate_differs |= absl::StrContains(difference.path, "learning_rate");
    }
  }
  CompareRows(report, baseline, &table);
  SummarizePairing(&table);
  table.noise = CollectNoise(report, baseline);
  CollectNotes(report, &table);
  return table;
}

}  // namespace ceteris
