#include "experiments/report/statistics/sign_flip.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceteris {
namespace {

// All 2^k sums of +-values, ascending.
std::vector<double> SignedSums(const double* begin, const double* end) {
  std::vector<double> sums = {0};
  for (const double* value = begin; value != end; ++value) {
    const size_t count = sums.size();
    for (size_t i = 0; i < count; ++i) {
      sums.push_back(sums[i] + *value);
      sums[i] -= *value;
    }
  }
  std::sort(sums.begin(), sums.end());
  return sums;
}

// Number of pairs (a, b) with a + b >= bound; both lists ascending.
double CountAtLeast(const std::vector<double>& first, const std::vector<double>& second, double bound) {
  double count = 0;
  size_t rest = second.size();  // second[rest...] reach the bound together with the current value of first
  for (const double value : first) {
    while (rest > 0 && value + second[rest - 1] >= bound) --rest;
    count += static_cast<double>(second.size() - rest);
  }
  return count;
}

}  // namespace

double SignFlipP(const std::vector<double>& differences) {
  const int n = static_cast<int>(differences.size());
  if (n == 0 || n > kMostSignFlips) return std::numeric_limits<double>::quiet_NaN();

  // Scaled so that no sum overflows and the tolerance is relative.
  double largest = 0;
  for (const double difference : differences) largest = std::max(largest, std::fabs(difference));
  if (largest == 0) return 1;
  std::vector<double> scaled;
  double sum = 0, total = 0;
  for (const double difference : differences) {
    scaled.push_back(difference / largest);
    sum += scaled.back();
    total += std::fabs(scaled.back());
  }
  const double bound = std::fabs(sum) - 1e-12 * total;
  if (bound <= 0) return 1;

  const double* middle = scaled.data() + n / 2;
  const std::vector<double> first = SignedSums(scaled.data(), middle);
  const std::vector<double> second = SignedSums(middle, scaled.data() + n);
  return 2 * CountAtLeast(first, second, bound) / std::ldexp(1.0, n);  // the lower tail mirrors the upper one
}

double SignFlipFloor(int n, int family_size) { return std::min(1.0, family_size * std::ldexp(2.0, -n)); }

}  // namespace ceteris
