#include "experiments/report/statistics/pairing.h"

#include <cmath>
#include <limits>

#include "experiments/report/statistics/paired_t.h"
#include "experiments/report/statistics/sample_summary.h"
#include "experiments/report/statistics/student_t.h"

namespace ceteris {
namespace {

constexpr int kMostSaved = 10000;

// 95 % half-width of an unpaired comparison of n seeds per arm, given both sd.
double UnpairedHalfWidth(double sd_arm, double sd_baseline, int n) {
  const double a = sd_arm * sd_arm, b = sd_baseline * sd_baseline;
  const double degrees = (n - 1) * (a + b) * (a + b) / (a * a + b * b);
  return StudentUpperQuantile(0.025, degrees) * std::sqrt((a + b) / n);
}

}  // namespace

WelchT TestUnpaired(const std::vector<double>& arm, const std::vector<double>& baseline) {
  const SampleSummary a = SummarizeSample(arm), b = SummarizeSample(baseline);
  const double share_a = a.sd * a.sd / a.n, share_b = b.sd * b.sd / b.n;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (a.n < 2 || b.n < 2 || !(share_a + share_b > 0)) return {kNone, kNone, kNone, kNone, kNone};
  WelchT test;
  test.difference = a.mean - b.mean;
  test.standard_error = std::sqrt(share_a + share_b);
  test.degrees =
      (share_a + share_b) * (share_a + share_b) / (share_a * share_a / (a.n - 1) + share_b * share_b / (b.n - 1));
  test.t = test.difference / test.standard_error;
  test.p = StudentTwoSidedP(test.t, test.degrees);
  return test;
}

PairingGain MeasurePairing(const std::vector<double>& arm, const std::vector<double>& baseline) {
  const SampleSummary a = SummarizeSample(arm), b = SummarizeSample(baseline);
  const SampleSummary d = SummarizeSample(PairedDifferences(arm, baseline), LargestMagnitude(arm, baseline));
  PairingGain gain;
  gain.valid = d.n >= 3 && !a.constant && !b.constant && !d.constant;
  if (!gain.valid) return gain;

  long double products = 0;
  for (size_t i = 0; i < arm.size(); ++i) {
    products +=
        (static_cast<long double>(arm[i]) - a.mean) / a.sd * ((static_cast<long double>(baseline[i]) - b.mean) / b.sd);
  }
  gain.correlation = static_cast<double>(products / (d.n - 1));

  const double paired = StudentUpperQuantile(0.025, d.n - 1) * d.sd / std::sqrt(static_cast<double>(d.n));
  int few = 1, enough = 2;  // seeds of an unpaired comparison: too few, enough
  while (enough < kMostSaved && UnpairedHalfWidth(a.sd, b.sd, enough) > paired) {
    few = enough;
    enough *= 2;
  }
  while (enough - few > 1) {
    const int middle = few + (enough - few) / 2;
    (UnpairedHalfWidth(a.sd, b.sd, middle) > paired ? few : enough) = middle;
  }
  gain.seeds_saved = enough - d.n;
  return gain;
}

}  // namespace ceteris
