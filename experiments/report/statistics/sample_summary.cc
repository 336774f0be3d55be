#include "experiments/report/statistics/sample_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceteris {

SampleSummary SummarizeSample(const std::vector<double>& values, double magnitude) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  SampleSummary summary;
  summary.n = static_cast<int>(values.size());
  summary.mean = summary.sd = kNone;
  if (values.empty()) return summary;

  long double sum = 0, largest = magnitude;
  for (const double value : values) {
    sum += value;
    largest = std::max(largest, std::fabs(static_cast<long double>(value)));
  }
  const long double mean = sum / summary.n;
  summary.mean = static_cast<double>(mean);
  if (summary.n < 2) return summary;

  long double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const long double sd = std::sqrt(squares / (summary.n - 1));
  summary.sd = static_cast<double>(sd);
  summary.constant = sd <= 4 * std::numeric_limits<double>::epsilon() * largest;
  return summary;
}

}  // namespace ceteris
