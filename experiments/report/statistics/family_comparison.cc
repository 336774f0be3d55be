#include "experiments/report/statistics/family_comparison.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "experiments/report/statistics/holm.h"
#include "experiments/report/statistics/sign_flip.h"

namespace ceteris {
namespace {

double Corrected(double p, int family_size) { return std::isnan(p) ? p : std::min(1.0, p * family_size); }

}  // namespace

std::vector<FamilyComparison> CompareFamily(const std::vector<PairedSample>& samples, int family_size) {
  std::vector<FamilyComparison> comparisons;
  std::vector<double> p_t;
  for (const PairedSample& sample : samples) {
    const std::vector<double> differences = PairedDifferences(sample.values, sample.baseline);
    FamilyComparison comparison;
    comparison.test = TestPaired(differences, LargestMagnitude(sample.values, sample.baseline));
    comparison.interval = SimultaneousInterval(comparison.test, family_size, kConfidence);
    comparison.p_sign_floor = SignFlipFloor(comparison.test.n, family_size);
    comparison.p_corrected = Corrected(comparison.test.p, family_size);
    comparison.p_sign = Corrected(SignFlipP(differences), family_size);
    p_t.push_back(comparison.test.p);
    comparisons.push_back(comparison);
  }
  const std::vector<double> p_holm = HolmAdjust(p_t, family_size);
  for (size_t i = 0; i < comparisons.size(); ++i) comparisons[i].p_holm = p_holm[i];
  return comparisons;
}

}  // namespace ceteris
