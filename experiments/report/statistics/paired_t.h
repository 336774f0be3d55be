// The paired t test: does an arm differ from the baseline when both ran on the same seeds?
//
// Student 1908, "The probable error of a mean". One difference per seed, arm minus baseline; the test asks whether
// their mean is 0. With n differences:  t = mean / (sd / sqrt(n)),  n - 1 degrees of freedom, two-sided.
//
// Example:  PairedT test = TestPaired(PairedDifferences(arm, baseline), LargestMagnitude(arm, baseline));
//           Interval interval = SimultaneousInterval(test, /*family_size=*/5, /*confidence=*/0.95);
#pragma once

#include <vector>

namespace ceteris {

struct PairedT {
  int n = 0;
  double mean = 0;  // of the differences
  double sd = 0;    // of the differences
  double standard_error = 0;
  double degrees = 0;  // n - 1
  double t = 0;
  double p = 1;  // two-sided
  // False when there is no test: fewer than two differences, differences without spread, or numbers so large that their
  // spread overflows. t and p are then NaN.
  bool valid = false;
  bool constant = false;  // n >= 2 and all differences equal (to rounding)
};

// Every difference must be finite. magnitude: the largest |value| the differences were computed from, so that
// differences that are equal but for rounding count as equal.
PairedT TestPaired(const std::vector<double>& differences, double magnitude = 0);

// arm[i] - baseline[i]; both ran on the same seed.
std::vector<double> PairedDifferences(const std::vector<double>& arm, const std::vector<double>& baseline);
double LargestMagnitude(const std::vector<double>& arm, const std::vector<double>& baseline);

struct Interval {
  double low = 0, high = 0;
  bool Contains(double value) const { return low <= value && value <= high; }
};

// Bonferroni's interval: mean +- t_quantile(1 - (1 - confidence) / (2 family_size)) * standard_error. With probability
// of at least `confidence` all family_size of them cover their true difference at once, whatever their dependence. Both
// ends are NaN when the test is not valid, so Contains() is false: ask test.valid first.
Interval SimultaneousInterval(const PairedT& test, int family_size, double confidence);

}  // namespace ceteris
