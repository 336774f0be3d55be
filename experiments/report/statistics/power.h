// How many seeds does a difference need to be seen?
//
// Power of the two-sided paired t test by the noncentral t distribution (Cohen 1988, "Statistical Power Analysis",
// chapter 2): noncentrality = difference / sd * sqrt(n), n - 1 degrees of freedom.
//
// Example:  SeedsNeeded({/*difference=*/0.005, /*sd=*/0.006, /*alpha=*/0.05 / arms, /*power=*/0.8})
#pragma once

namespace ceteris {

// Chance that a two-sided paired t test at level alpha sees a true mean difference, given the sd of differences. n
// >= 2.
double PairedPower(double difference, double sd, int n, double alpha);

struct SeedsQuestion {
  double difference;  // != 0
  double sd;          // of the paired differences, > 0
  double alpha;       // per comparison: 0.05 / number of arms compared
  double power = 0.8;
};

constexpr int kMostSeeds = 10000;

// The smallest number of seeds, at least 2, whose power suffices; kMostSeeds + 1 stands for more than kMostSeeds.
int SeedsNeeded(const SeedsQuestion& question);

}  // namespace ceteris
