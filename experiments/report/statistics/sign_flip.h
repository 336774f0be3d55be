// The exact sign-flip test: how often would chance alone give differences with a mean as far from 0?
//
// Fisher 1935, "The Design of Experiments", section 21. If an arm equals the baseline, each paired difference is as
// likely to be -d as +d; of the 2^n sign patterns the p value is the share whose |sum| reaches the one seen. It assumes
// symmetry, not normality, but cannot be smaller than 2 / 2^n: six seeds cannot reach 0.05 once two arms are corrected
// for.
//
// Example:  SignFlipP({0.3, 0.2, 0.5, 0.1}) = 2 / 16
#pragma once

#include <vector>

namespace ceteris {

constexpr int kMostSignFlips = 40;  // differences; beyond it the exact test costs more than a second

// Exact, by meeting in the middle: about 2^(n/2) * n operations. Every difference must be finite. NaN when there are no
// differences or more than kMostSignFlips. Sums equal to 1e-12 of the total count as equal.
double SignFlipP(const std::vector<double>& differences);

// The smallest p, corrected for family_size comparisons, that n differences can reach: min(1, family_size * 2 / 2^n).
double SignFlipFloor(int n, int family_size);

}  // namespace ceteris
