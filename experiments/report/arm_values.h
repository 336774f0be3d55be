// The numbers of one arm for one metric, picked out of its cells.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/report/report_data.h"
#include "experiments/report/statistics/family_comparison.h"

namespace ceteris {

// Which arm the others are compared with. INVALID_ARGUMENT unless there is exactly one baseline.
absl::StatusOr<int> BaselineIndex(const ExperimentReport& report);

// The first-run cell (replicate 0) of an arm on a seed; null when it is not there.
const ReportCell* FindCell(const ReportArm& arm, uint64_t seed);

// The final value of a metric: finite, or undefined with a reason ("" when the trial just has no such value yet).
struct FinalValue {
  bool defined = false;
  double value = 0;
  std::string reason;
};
FinalValue FindFinal(const ReportCell& cell, absl::string_view metric);

// Over the planned seeds, replicates left out.
struct ArmValues {
  int planned = 0, succeeded = 0, diverged = 0, failed = 0, missing = 0;
  std::vector<double> values;    // of succeeded cells in which the metric is defined, in seed order
  std::string undefined_reason;  // the first one met in a succeeded cell
  int undefined = 0;             // succeeded cells without a value
};
ArmValues CollectValues(const ExperimentReport& report, const ReportArm& arm, absl::string_view metric);

// Values of arm and baseline on the seeds where both succeeded and are defined.
PairedSample CollectPairs(const ExperimentReport& report, const ReportArm& arm, const ReportArm& baseline,
                          absl::string_view metric);

// Every metric that any trial ended with, primary first, then by name.
std::vector<std::string> ReportMetrics(const ExperimentReport& report);

// "valid/loss@x4" of the primary "valid/loss" is the same metric at 4 times the training length.
struct LengthMetric {
  std::string metric, label;  // "valid/loss@x4", "x4"
  double multiple = 1;
};
// By length, the primary metric first as x1; empty when there is no other length.
std::vector<LengthMetric> LengthMetrics(const ExperimentReport& report);

}  // namespace ceteris
