// The word at the end of a table's line, and why.
//
//   better | worse         the simultaneous interval excludes 0
//   equivalent             it lies inside +-margin
//   undecided              neither: says how large an effect is not excluded, and how many more seeds would decide
//   interim                seeds are missing: no verdict
//   withheld               a trial diverged or failed, or there is nothing to test: no verdict, and the rate
//
// Example:  ArmVerdict verdict = DecideVerdict(evidence);   // kind kBetter, words "better"
#pragma once

#include <string>

#include "experiments/report/arm_values.h"
#include "experiments/report/report_data.h"
#include "experiments/report/statistics/family_comparison.h"

namespace ceteris {

enum class VerdictKind { kBaseline, kBetter, kWorse, kEquivalent, kUndecided, kInterim, kWithheld };

// "better", "worse", "equivalent", "undecided", "interim", "withheld"; "baseline".
const char* VerdictWord(VerdictKind kind);

struct ArmVerdict {
  VerdictKind kind = VerdictKind::kBaseline;
  std::string words;  // starts with the word, except for kWithheld ("no verdict: ..."); empty for the baseline
};

struct VerdictEvidence {
  Goal goal = Goal::kMinimize;
  double margin = 0;  // equivalence margin; 0: none
  int family_size = 1;
  ArmValues arm, baseline;
  FamilyComparison comparison;  // on the seeds where both have a value
};

ArmVerdict DecideVerdict(const VerdictEvidence& evidence);

}  // namespace ceteris
