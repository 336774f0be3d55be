// Holm's step-down adjustment of p values for many comparisons.
//
// Holm 1979, "A simple sequentially rejective multiple test procedure". The k-th smallest of m p values is multiplied
// by m - k + 1, and no adjusted value is smaller than one before it. Rejecting where the adjusted p is below 0.05 keeps
// the chance of any false alarm in the family below 5 %, whatever the dependence.
//
// Example:  HolmAdjust({0.01, 0.04, 0.03}, 3)  ->  {0.03, 0.06, 0.06}
#pragma once

#include <vector>

namespace ceteris {

// family_size >= number of finite p values: comparisons that were planned but have no p yet still count. NaN stays NaN.
std::vector<double> HolmAdjust(const std::vector<double>& p_values, int family_size);

}  // namespace ceteris
