// All arms against the baseline at once: what verdicts are read from.
//
// A table of m comparisons makes one claim, so everything is corrected for m, by Bonferroni: an arm differs when its
// interval excludes 0, which is exactly when its corrected p is below 0.05; it is equivalent when its interval lies
// inside the margin. The chance that any such word in the table is wrong, or any interval misses its true difference,
// stays within 5 %.
//
// Why Holm's step-down p, which is never larger, does not decide: intervals that exclude 0 exactly when Holm rejects,
// are bounded, and cover all true differences at once with 95 % do not exist. Holm spends the whole 5 % on the arms
// that do not differ and leaves none for the others, whose confidence sets are then "anything but 0" (Guilbaud 2008,
// "Simultaneous confidence regions corresponding to Holm's step-down procedure"). Where Holm alone would decide, the
// verdict says so.
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
  double p_corrected = 1;   // of the t test, times family_size, at most 1; NaN when the test is not valid
  double p_holm = 1;        // of the t test, by Holm; <= p_corrected
  double p_sign = 1;        // exact sign-flip test, times family_size; NaN without differences or beyond kMostSignFlips
  double p_sign_floor = 1;  // the smallest p_sign that so many seeds and arms allow

  // The interval excludes 0: less or more than the baseline.
  bool Less() const { return interval.high < 0; }
  bool More() const { return interval.low > 0; }
  bool Differs() const { return Less() || More(); }
};

// family_size >= samples.size(): arms without any value yet still count, so that a verdict cannot flip as they come in.
std::vector<FamilyComparison> CompareFamily(const std::vector<PairedSample>& samples, int family_size);

}  // namespace ceteris
