#include "experiments/report/statistics/paired_t.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/report/statistics/sample_summary.h"
#include "experiments/report/statistics/student_t.h"

namespace ceteris {

PairedT TestPaired(const std::vector<double>& differences, double magnitude) {
  const SampleSummary summary = SummarizeSample(differences, magnitude);
  PairedT test;
  test.n = summary.n;
  test.mean = summary.mean;
  test.sd = summary.sd;
  test.degrees = summary.n - 1;
  test.constant = summary.constant;
  test.valid = summary.n >= 2 && !summary.constant && std::isfinite(summary.mean) && std::isfinite(summary.sd);
  if (!test.valid) {
    test.t = test.p = test.standard_error = std::numeric_limits<double>::quiet_NaN();
    return test;
  }
  test.standard_error = test.sd / std::sqrt(static_cast<double>(test.n));
  test.t = test.mean / test.standard_error;
  test.p = StudentTwoSidedP(test.t, test.degrees);
  return test;
}

std::vector<double> PairedDifferences(const std::vector<double>& arm, const std::vector<double>& baseline) {
  std::vector<double> differences;
  for (size_t i = 0; i < arm.size(); ++i) differences.push_back(arm[i] - baseline[i]);
  return differences;
}

double LargestMagnitude(const std::vector<double>& arm, const std::vector<double>& baseline) {
  double largest = 0;
  for (const double value : arm) largest = std::max(largest, std::fabs(value));
  for (const double value : baseline) largest = std::max(largest, std::fabs(value));
  return largest;
}

Interval SimultaneousInterval(const PairedT& test, int family_size, double confidence) {
  if (!test.valid) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double upper_tail = (1 - confidence) / (2.0 * family_size);
  const double half_width = StudentUpperQuantile(upper_tail, test.degrees) * test.standard_error;
  return {test.mean - half_width, test.mean + half_width};
}

}  // namespace ceteris
