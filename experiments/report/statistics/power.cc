#include "experiments/report/statistics/power.h"

#include <cmath>

#include "experiments/report/statistics/student_t.h"

namespace ceteris {

double PairedPower(double difference, double sd, int n, double alpha) {
  const double degrees = n - 1;
  const double noncentrality = std::fabs(difference) / sd * std::sqrt(static_cast<double>(n));
  const double critical = StudentUpperQuantile(alpha / 2, degrees);
  // Beyond this the test cannot miss (n <= 3 apart, where the critical value is huge), and the series for the
  // noncentral distribution grows long.
  if (noncentrality > 40 + 4 * critical) return 1;
  const double above = NoncentralUpperP(critical, degrees, noncentrality);
  const double below = NoncentralUpperP(critical, degrees, -noncentrality);  // the wrong sign; mirrored
  return above + below;
}

int SeedsNeeded(const SeedsQuestion& question) {
  const auto suffices = [&](int n) {
    return PairedPower(question.difference, question.sd, n, question.alpha) >= question.power;
  };
  int enough = 2;
  while (enough <= kMostSeeds && !suffices(enough)) enough *= 2;
  int few = enough / 2;  // does not suffice, or is 1
  if (enough > kMostSeeds) {
    if (!suffices(kMostSeeds)) return kMostSeeds + 1;
    enough = kMostSeeds;
  }
  while (enough - few > 1) {
    const int middle = few + (enough - few) / 2;
    (suffices(middle) ? enough : few) = middle;
  }
  return enough;
}

}  // namespace ceteris
