#include "experiments/report/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "experiments/report/made_up_report.h"
#include "experiments/report/verdict_table.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// An arm whose differences from the baseline are mean + spread * pattern; everything ended well.
VerdictEvidence Evidence(double mean, double spread, int n = 8, int family_size = 1) {
  VerdictEvidence evidence;
  evidence.family_size = family_size;
  PairedSample sample;
  for (int i = 0; i < n; ++i) {
    const double baseline = 2 + 0.01 * std::sin(i);
    sample.baseline.push_back(baseline);
    sample.values.push_back(baseline + mean + spread * (i % 2 == 0 ? 1 : -1) * (1 + i / 2));
  }
  evidence.arm.planned = evidence.baseline.planned = evidence.arm.succeeded = evidence.baseline.succeeded = n;
  evidence.arm.values = sample.values;
  evidence.baseline.values = sample.baseline;
  evidence.comparison = CompareFamily({sample}, family_size)[0];
  return evidence;
}

TEST(VerdictTest, DirectionFollowsTheGoal) {
  VerdictEvidence lower = Evidence(-0.5, 0.01);
  EXPECT_EQ(DecideVerdict(lower).words, "better");
  lower.goal = Goal::kMaximize;
  EXPECT_EQ(DecideVerdict(lower).kind, VerdictKind::kWorse);
  VerdictEvidence higher = Evidence(0.5, 0.01);
  EXPECT_EQ(DecideVerdict(higher).words, "worse");
  higher.goal = Goal::kMaximize;
  EXPECT_EQ(DecideVerdict(higher).kind, VerdictKind::kBetter);
}

TEST(VerdictTest, WordAndIntervalNeverDisagree) {
  for (double mean = -0.2; mean <= 0.2; mean += 0.001) {
    VerdictEvidence evidence = Evidence(mean, 0.02, 8, 5);
    evidence.margin = 0.12;
    const ArmVerdict verdict = DecideVerdict(evidence);
    const Interval& interval = evidence.comparison.interval;
    const bool differs = verdict.kind == VerdictKind::kBetter || verdict.kind == VerdictKind::kWorse;
    EXPECT_EQ(differs, !interval.Contains(0)) << mean;
    const bool inside = interval.low > -0.12 && interval.high < 0.12;
    EXPECT_EQ(verdict.words.find("equivalent") != std::string::npos, inside) << verdict.words;
  }
}

TEST(VerdictTest, EquivalentNeedsAMargin) {
  VerdictEvidence evidence = Evidence(0.0, 0.001);
  EXPECT_EQ(DecideVerdict(evidence).kind, VerdictKind::kUndecided);
  evidence.margin = 0.01;
  EXPECT_EQ(DecideVerdict(evidence).words, "equivalent within +-0.01");
}

TEST(VerdictTest, RealButIrrelevantSaysBoth) {
  VerdictEvidence evidence = Evidence(0.004, 0.0002);
  evidence.margin = 0.01;
  EXPECT_EQ(DecideVerdict(evidence).words, "worse, yet equivalent within +-0.01");
}

TEST(VerdictTest, UndecidedSaysWhatIsNotExcludedAndWhatItWouldTake) {
  VerdictEvidence evidence = Evidence(0.001, 0.004);
  evidence.margin = 0.003;
  const ArmVerdict verdict = DecideVerdict(evidence);
  EXPECT_EQ(verdict.kind, VerdictKind::kUndecided);
  EXPECT_THAT(verdict.words, StartsWith("undecided: up to 0.0"));
  EXPECT_THAT(verdict.words, HasSubstr(" more seeds for 0.003"));
  // Asked again with an impossible aim.
  evidence.margin = 1e-9;
  EXPECT_THAT(DecideVerdict(evidence).words, HasSubstr("more than 10,000 seeds for 1e-09"));
}

TEST(VerdictTest, SeedsThatShowedNoDifferenceOfTheMarginMayShowEquivalence) {
  VerdictEvidence evidence = Evidence(0.004, 0.002, 12);
  evidence.margin = 0.02;
  while (DecideVerdict(evidence).kind == VerdictKind::kEquivalent) evidence.margin -= 1e-5;
  EXPECT_THAT(DecideVerdict(evidence).words, HasSubstr(" for equivalence"));
}

TEST(VerdictTest, SignFlipDissentIsSaid) {
  VerdictEvidence evidence = Evidence(-0.5, 0.01);
  evidence.comparison.p_sign = 0.12;
  evidence.comparison.p_sign_floor = 0.01;
  EXPECT_EQ(DecideVerdict(evidence).words, "better; the sign-flip test disagrees (p 0.12)");
  evidence.comparison.p_sign_floor = 0.06;  // it cannot agree: the table's note says so
  EXPECT_EQ(DecideVerdict(evidence).words, "better");
}

TEST(VerdictTest, HolmDissentIsSaid) {
  VerdictEvidence evidence = Evidence(0.001, 0.004);
  evidence.comparison.p_holm = 0.031;
  EXPECT_THAT(DecideVerdict(evidence).words, HasSubstr("; by Holm alone worse (p 0.0310)"));
}

TEST(VerdictTest, DivergedWithholdsAndReportsTheRate) {
  VerdictEvidence evidence = Evidence(-0.5, 0.01, 6);
  evidence.arm.planned = evidence.baseline.planned = 8;
  evidence.arm.diverged = 2;
  const ArmVerdict verdict = DecideVerdict(evidence);
  EXPECT_EQ(verdict.kind, VerdictKind::kWithheld);
  EXPECT_EQ(verdict.words, "no verdict: 2 of 8 diverged (25 %, 95 % interval 3 to 65 %)");
}

TEST(VerdictTest, BaselineThatFailedWithholdsEveryArm) {
  VerdictEvidence evidence = Evidence(-0.5, 0.01, 7);
  evidence.baseline.failed = 1;
  EXPECT_THAT(DecideVerdict(evidence).words, StartsWith("no verdict: of the baseline 1 of 8 failed"));
}

TEST(VerdictTest, MissingSeedsAreInterim) {
  VerdictEvidence evidence = Evidence(-0.5, 0.01, 4);
  evidence.arm.planned = evidence.baseline.planned = 8;
  evidence.arm.missing = 4;
  EXPECT_EQ(DecideVerdict(evidence).words, "interim, 4 of 8, no verdict");
  evidence.arm.succeeded = 3;
  evidence.arm.diverged = 1;
  EXPECT_THAT(DecideVerdict(evidence).words, StartsWith("interim, 4 of 8, no verdict; 1 of 4 diverged"));
}

TEST(VerdictTest, NothingToTestIsSaidWithItsReason) {
  EXPECT_EQ(DecideVerdict(Evidence(0.5, 0.1, 1)).words, "no verdict: one seed shows no spread");
  EXPECT_THAT(DecideVerdict(Evidence(0, 0)).words, HasSubstr("every difference is exactly 0"));
  EXPECT_THAT(DecideVerdict(Evidence(0.25, 0)).words, HasSubstr("all differences are equal"));
  VerdictEvidence undefined = Evidence(0, 0, 0);
  undefined.arm.undefined = 8;
  undefined.arm.undefined_reason = "positions end at 128";
  EXPECT_EQ(DecideVerdict(undefined).words, "no verdict: undefined: positions end at 128");
}

TEST(VerdictTest, TwoSeedsAreEnoughForATest) {
  EXPECT_EQ(DecideVerdict(Evidence(-0.5, 1e-4, 2)).kind, VerdictKind::kBetter);
}

TEST(VerdictTest, HugeValuesStillGiveAWord) {
  ExperimentReport report = MadeUpReport();
  for (const uint64_t seed : report.seeds) {
    SetFinal(&report, 0, seed, 1e300 * (1 + 0.01 * seed));
    SetFinal(&report, 1, seed, 1.5e300 * (1 + 0.011 * seed));
    SetFinal(&report, 2, seed, seed % 2 == 0 ? 1.7e308 : -1.7e308);
  }
  const VerdictTable table = BuildVerdictTable(report).value();
  EXPECT_EQ(table.rows[1].verdict.words, "worse");
  EXPECT_EQ(table.rows[2].verdict.words, "no verdict: the values are too large to compare");
  FormatVerdictTable(table, TableFormat::kTable, {80, false});  // must not crash
}

}  // namespace
}  // namespace ceteris
