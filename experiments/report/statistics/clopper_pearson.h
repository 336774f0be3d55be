// Exact interval for a rate: so many of so many trials diverged.
//
// Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial".
//
// Example:  ClopperPearson(2, 8, 0.95)  ->  [0.032, 0.651]
#pragma once

#include "experiments/report/statistics/paired_t.h"

namespace ceteris {

// 0 <= count <= n, n >= 1. Covers the true rate with probability of at least `confidence`, for every rate and n.
Interval ClopperPearson(int count, int n, double confidence);

}  // namespace ceteris
