// Learning curves of an arm, drawn together: mean and spread over seeds at every step.
//
// Example:  for (const CurveBand& band : CollectBands(report, "valid/loss")) Draw(band);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "experiments/report/report_data.h"

namespace ceteris {

struct BandPoint {
  int64_t step = 0;
  double mean = 0;
  double sd = 0;             // 0 when n = 1
  double low = 0, high = 0;  // smallest and largest of the seeds
  int n = 0;                 // seeds with a finite value here
};

struct CurveBand {
  std::string arm;
  bool baseline = false;
  std::vector<BandPoint> points;  // steps ascend; empty when nothing was measured
  int left_out = 0;               // seeds that diverged or failed: their curves would only stretch the axis
};

// One band per arm, in the order of the report. Replicates are left out, seeds that still run take part as far as they
// are.
std::vector<CurveBand> CollectBands(const ExperimentReport& report, absl::string_view metric);

// Metrics that have a curve of at least two points, the primary one first.
std::vector<std::string> CurveMetrics(const ExperimentReport& report);

}  // namespace ceteris
