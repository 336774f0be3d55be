#include "experiments/report/verdict.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "experiments/report/number_format.h"
#include "experiments/report/statistics/clopper_pearson.h"
#include "experiments/report/statistics/equivalence.h"
#include "experiments/report/statistics/power.h"

namespace ceteris {
namespace {

constexpr double kAlpha = 1 - kConfidence;

// "2 of 8 diverged (25 %, 95 % interval 3 to 65 %)"; "" when none did.
std::string DescribeRate(int count, int ended, const char* what) {
  if (count == 0) return "";
  const Interval rate = ClopperPearson(count, ended, kConfidence);
  return absl::StrFormat("%d of %d %s (%.0f %%, 95 %% interval %.0f to %.0f %%)", count, ended, what,
                         100.0 * count / ended, 100 * rate.low, 100 * rate.high);
}

std::string DescribeLosses(const ArmValues& arm) {
  const int ended = arm.succeeded + arm.diverged + arm.failed;
  const std::string diverged = DescribeRate(arm.diverged, ended, "diverged");
  const std::string failed = DescribeRate(arm.failed, ended, "failed");
  return absl::StrCat(diverged, diverged.empty() || failed.empty() ? "" : ", ", failed);
}

// Why there can be no verdict even when every seed has run; "" when there can.
std::string DescribeObstacle(const VerdictEvidence& evidence) {
  const std::string lost = DescribeLosses(evidence.arm);
  if (!lost.empty()) return lost;
  const std::string baseline_lost = DescribeLosses(evidence.baseline);
  if (!baseline_lost.empty()) return absl::StrCat("of the baseline ", baseline_lost);
  if (evidence.arm.undefined > 0) return absl::StrCat("undefined: ", evidence.arm.undefined_reason);
  if (evidence.baseline.undefined > 0)
    return absl::StrCat("undefined for the baseline: ", evidence.baseline.undefined_reason);
  const PairedT& test = evidence.comparison.test;
  if (test.n < 2) return test.n == 0 ? "no seed has both values" : "one seed shows no spread";
  if (test.constant) {
    return test.mean == 0 ? "every difference is exactly 0; do the arms differ at all?"
                          : "all differences are equal; nothing varies with the seed";
  }
  return test.valid ? "" : "the values are too large to compare";
}

// "about 11 more seeds for 0.005": with 80 % power at this table's level, from the spread of the differences so far.
std::string DescribeSeeds(const VerdictEvidence& evidence) {
  const PairedT& test = evidence.comparison.test;
  const double alpha = kAlpha / evidence.family_size, seen = std::fabs(test.mean);
  const auto needed_for = [&](double difference) {
    return difference > 0 ? std::max(SeedsNeeded({difference, test.sd, alpha}), test.n + 1) : kMostSeeds + 1;
  };
  double target = evidence.margin;
  int needed = needed_for(target);
  bool equivalence = false;
  // No margin, or so many seeds should already have shown a difference of that size: what is seen can be told from 0,
  // or from the margin.
  if (target == 0 || needed == test.n + 1) {
    target = seen;
    needed = needed_for(seen);
    const int needed_for_equivalence = needed_for(evidence.margin - seen);
    equivalence = needed_for_equivalence < needed;
    needed = std::min(needed, needed_for_equivalence);
  }
  const std::string purpose = equivalence ? "equivalence" : FormatBrief(target);
  if (needed > kMostSeeds) return absl::StrCat("more than ", FormatCount(kMostSeeds), " seeds for ", purpose);
  const int more = needed - test.n;
  return absl::StrCat("about ", more, " more ", more == 1 ? "seed" : "seeds", " for ", purpose);
}

// Where another valid test says something else than the interval.
std::string DescribeDissent(const VerdictEvidence& evidence) {
  const FamilyComparison& comparison = evidence.comparison;
  const std::string sign = absl::StrCat("; the sign-flip test disagrees (p ", FormatP(comparison.p_sign), ")");
  if (comparison.Differs()) {
    // Where the floor keeps it from agreeing, the table's note says so once.
    return comparison.p_sign >= kAlpha && comparison.p_sign_floor < kAlpha ? sign : "";
  }
  std::string dissent;
  if (comparison.p_holm < kAlpha) {
    const bool better = (comparison.test.mean < 0) == (evidence.goal == Goal::kMinimize);
    absl::StrAppend(&dissent, "; by Holm alone ", better ? "better" : "worse", " (p ", FormatP(comparison.p_holm), ")");
  }
  return comparison.p_sign < kAlpha ? dissent + sign : dissent;
}

ArmVerdict DecideFromInterval(const VerdictEvidence& evidence) {
  const FamilyComparison& comparison = evidence.comparison;
  const bool inside = InsideMargin(comparison.interval, evidence.margin);
  const std::string equivalent = absl::StrCat("equivalent within +-", FormatBrief(evidence.margin));
  const std::string dissent = DescribeDissent(evidence);
  if (comparison.Differs()) {
    const bool better = comparison.Less() == (evidence.goal == Goal::kMinimize);
    const VerdictKind kind = better ? VerdictKind::kBetter : VerdictKind::kWorse;
    return {kind, absl::StrCat(VerdictWord(kind), inside ? ", yet " + equivalent : "", dissent)};
  }
  if (inside) return {VerdictKind::kEquivalent, absl::StrCat(equivalent, dissent)};
  const double largest = std::max(std::fabs(comparison.interval.low), std::fabs(comparison.interval.high));
  return {VerdictKind::kUndecided,
          absl::StrCat("undecided: up to ", FormatBrief(largest), " not excluded; ", DescribeSeeds(evidence), dissent)};
}

}  // namespace

const char* VerdictWord(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kBaseline:
      return "baseline";
    case VerdictKind::kBetter:
      return "better";
    case VerdictKind::kWorse:
      return "worse";
    case VerdictKind::kEquivalent:
      return "equivalent";
    case VerdictKind::kUndecided:
      return "undecided";
    case VerdictKind::kInterim:
      return "interim";
    case VerdictKind::kWithheld:
      return "withheld";
  }
  return "";
}

ArmVerdict DecideVerdict(const VerdictEvidence& evidence) {
  const int missing = std::max(evidence.arm.missing, evidence.baseline.missing);
  if (missing > 0) {
    const std::string lost = DescribeLosses(evidence.arm);
    return {VerdictKind::kInterim, absl::StrCat("interim, ", evidence.arm.planned - missing, " of ",
                                                evidence.arm.planned, ", no verdict", lost.empty() ? "" : "; " + lost)};
  }
  const std::string obstacle = DescribeObstacle(evidence);
  if (!obstacle.empty()) return {VerdictKind::kWithheld, absl::StrCat("no verdict: ", obstacle)};
  return DecideFromInterval(evidence);
}

}  // namespace ceteris
