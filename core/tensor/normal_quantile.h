// The quantile function of the standard normal distribution, in IEEE 754 basic operations only.
//
// Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", PPND16: relative error about
// 1e-16. The logarithm of its tails is a series, not libm's, whose last bit depends on the CPU it runs on.
#pragma once

namespace ceteris {

// x with Phi(x) = 1/2 + centered, for -1/2 < centered < 1/2. Odd: NormalQuantile(-c) == -NormalQuantile(c), bit for
// bit.
double NormalQuantile(double centered);

}  // namespace ceteris
