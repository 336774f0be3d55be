#include "core/position/alibi_slopes.h"

#include <cmath>

namespace ceteris {
namespace {

// 2^(-8/n), 2^(-16/n), ..., 2^-8.
std::vector<double> GeometricSlopes(int64_t n) {
  std::vector<double> slopes(n);
  for (int64_t i = 0; i < n; ++i) slopes[i] = std::exp2(-8.0 * static_cast<double>(i + 1) / static_cast<double>(n));
  return slopes;
}

}  // namespace

std::vector<double> AlibiSlopes(int64_t num_heads) {
  int64_t power = 1;
  while (2 * power <= num_heads) power *= 2;
  std::vector<double> slopes = GeometricSlopes(power);
  const std::vector<double> twice = GeometricSlopes(2 * power);
  for (int64_t i = 0; power + i < num_heads; ++i) slopes.push_back(twice[2 * i]);
  return slopes;
}

}  // namespace ceteris
