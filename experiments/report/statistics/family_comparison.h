// All arms against the baseline at once: what verdicts are read from.
//
// A table of m comparisons makes one claim, so everything is corrected for m. The shown interval decides: an arm
// differs when its interval excludes 0, is equivalent when its interval lies inside the margin, and the chance that any
// such word in the table is wrong stays within 5 %. Holm's p value stands beside it. It can fall below 0.05 while the
// interval still reaches 0 (never the reverse); the verdict then stays undecided and says so. Letting Holm decide
// instead would need intervals that follow it, and bounded intervals that exclude 0 exactly when Holm rejects cannot
// hold their 95 % simultaneously: Holm spends the whole 5 % on the arms that do not differ and leaves none for the
// others (Guilbaud 2008, "Simultaneous confidence regions corresponding to Holm's step-down procedure": the sets of
// rejected arms are then "anything but 0").
//
// Example:  CompareFamily({{rotary, baseline}, {alibi, baseline}}, /*family_size=*/2)[0].interval
#pragma once

#include <vector>

#include "experiments/report/statistics/paired_t.h"

namespace ceteris {

constexpr double kConfidence = 0.95;

// values[i] and baseline[i] ran on the same seed. All finite.
struct PairedSample {
  std::vector<double> values, baseline;
};

struct FamilyComparison {
  PairedT test;
  Interval interval;        // simultaneous, 95 %; NaN when the test is not valid
  double p_holm = 1;        // of the t test; NaN when the test is not valid
  double p_sign = 1;        // exact sign-flip test, by Holm too; NaN without differences or beyond kMostSignFlips
  double p_sign_floor = 1;  // the smallest p_sign that so many seeds and arms allow

  // The interval excludes 0: less or more than the baseline.
  bool Less() const { return interval.high < 0; }
  bool More() const { return interval.low > 0; }
  bool Differs() const { return Less() || More(); }
};

// family_size >= samples.size(): arms without any value yet still count, so that a verdict cannot flip as they come in.
std::vector<FamilyComparison> CompareFamily(const std::vector<PairedSample>& samples, int family_size);

}  // namespace ceteris
