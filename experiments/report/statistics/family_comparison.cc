#include "experiments/report/statistics/family_comparison.h"

#include <cstddef>

#include "experiments/report/statistics/holm.h"
#include "experiments/report/statistics/sign_flip.h"

namespace ceteris {

std::vector<FamilyComparison> CompareFamily(const std::vector<PairedSample>& samples, int family_size) {
  std::vector<FamilyComparison> comparisons;
  std::vector<double> p_t, p_sign;
  for (const PairedSample& sample : samples) {
    const std::vector<double> differences = PairedDifferences(sample.values, sample.baseline);
    FamilyComparison comparison;
    comparison.test = TestPaired(differences, LargestMagnitude(sample.values, sample.baseline));
    comparison.interval = SimultaneousInterval(comparison.test, family_size, kConfidence);
    comparison.p_sign_floor = SignFlipFloor(comparison.test.n, family_size);
    p_t.push_back(comparison.test.p);
    p_sign.push_back(SignFlipP(differences));
    comparisons.push_back(comparison);
  }
  const std::vector<double> holm_t = HolmAdjust(p_t, family_size), holm_sign = HolmAdjust(p_sign, family_size);
  for (size_t i = 0; i < comparisons.size(); ++i) {
    comparisons[i].p_holm = holm_t[i];
    comparisons[i].p_sign = holm_sign[i];
  }
  return comparisons;
}

}  // namespace ceteris
