// Every statistic against SciPy and statsmodels (reference_values.py), and what those cannot judge against its
// definition.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "experiments/report/statistics/clopper_pearson.h"
#include "experiments/report/statistics/equivalence.h"
#include "experiments/report/statistics/family_comparison.h"
#include "experiments/report/statistics/holm.h"
#include "experiments/report/statistics/paired_t.h"
#include "experiments/report/statistics/pairing.h"
#include "experiments/report/statistics/power.h"
#include "experiments/report/statistics/reference_values.h"
#include "experiments/report/statistics/replicate_noise.h"
#include "experiments/report/statistics/sample_summary.h"
#include "experiments/report/statistics/sign_flip.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using nlohmann::json;

const json& Reference() {
  static const json& reference = *new json(json::parse(ReferenceValues().begin(), ReferenceValues().end()));
  return reference;
}

// Relative, so that values of 1e300 and of 1e-9 are held alike.
void ExpectClose(double actual, double expected, double tolerance, const char* what) {
  EXPECT_LE(std::fabs(actual - expected), tolerance * std::max(std::fabs(expected), 1e-300))
      << what << ": " << actual << " is not " << expected;
}

TEST(PairedTTest, AgreesWithScipy) {
  ASSERT_EQ(Reference()["paired"].size(), 7u);
  for (const json& row : Reference()["paired"]) {
    const std::vector<double> arm = row["arm"], baseline = row["baseline"];
    const PairedT test = TestPaired(PairedDifferences(arm, baseline), LargestMagnitude(arm, baseline));
    ASSERT_TRUE(test.valid);
    ExpectClose(test.mean, row["mean"], 1e-9, "mean");
    ExpectClose(test.sd, row["sd"], 1e-9, "sd");
    ExpectClose(test.t, row["t"], 1e-9, "t");
    ExpectClose(test.p, row["p"], 1e-9, "p");
    const Interval interval = SimultaneousInterval(test, 5, 0.95);
    ExpectClose(interval.low, row["low5"], 1e-8, "low");
    ExpectClose(interval.high, row["high5"], 1e-8, "high");
    ExpectClose(EquivalenceP(test, row["margin"]), row["tost_p"], 1e-8, "tost");
  }
}

TEST(PairedTTest, IntervalExcludesZeroExactlyWhenBonferroniRejects) {
  for (double mean = 0.5; mean < 8; mean += 0.01) {
    const PairedT test = TestPaired({mean - 1, mean, mean + 1, mean + 0.5, mean - 0.5});
    EXPECT_EQ(SimultaneousInterval(test, 5, 0.95).Contains(0), 5 * test.p >= 0.05) << mean;
  }
}

TEST(PairedTTest, NoTestWithoutSpread) {
  EXPECT_FALSE(TestPaired({}).valid);
  EXPECT_FALSE(TestPaired({0.5}).valid);
  EXPECT_FALSE(TestPaired({0, 0, 0}).valid);
  EXPECT_TRUE(TestPaired({0.25, 0.25, 0.25}).constant);
  EXPECT_FALSE(TestPaired({1.7e308, -1.7e308}).valid);  // the sd overflows
  EXPECT_TRUE(std::isnan(SimultaneousInterval(TestPaired({0.5}), 1, 0.95).low));
}

TEST(PairedTTest, DifferencesEqualButForRoundingAreConstant) {
  const std::vector<double> baseline = {0.3, 1.7, 1.95, 2.3, 4.1};
  std::vector<double> arm;
  for (const double value : baseline) arm.push_back(value + 0.1);
  const std::vector<double> differences = PairedDifferences(arm, baseline);
  ASSERT_NE(differences[0], differences[4]);  // rounding did happen
  EXPECT_TRUE(TestPaired(differences, LargestMagnitude(arm, baseline)).constant);
}

TEST(HolmTest, AgreesWithStatsmodels) {
  for (const json& row : Reference()["holm"]) {
    const std::vector<double> p = row["p"], expected = row["adjusted"];
    const std::vector<double> adjusted = HolmAdjust(p, static_cast<int>(p.size()));
    for (size_t i = 0; i < p.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-15);
  }
}

TEST(HolmTest, MissingArmsStillCount) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> adjusted = HolmAdjust({0.01, nan, 0.02}, 4);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.04);
  EXPECT_TRUE(std::isnan(adjusted[1]));
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
}

TEST(FamilyComparisonTest, IntervalPAndWordAgreeAndHolmIsNeverLarger) {
  std::vector<PairedSample> samples;
  for (const json& row : Reference()["paired"]) {
    if (row["arm"].size() == 8) samples.push_back({row["arm"], row["baseline"]});
  }
  for (const double shift : {0.004, 0.006, 0.008, 0.01}) {  // around where 0 leaves the interval
    samples.push_back(samples[0]);
    for (size_t i = 0; i < 8; ++i) samples.back().values[i] += shift + 0.0379;
  }
  const std::vector<FamilyComparison> comparisons = CompareFamily(samples, 7);
  ASSERT_EQ(comparisons.size(), 6u);
  int differing = 0;
  for (const FamilyComparison& comparison : comparisons) {
    EXPECT_EQ(comparison.Differs(), comparison.p_corrected < 0.05);
    EXPECT_DOUBLE_EQ(comparison.p_corrected, std::min(1.0, 7 * comparison.test.p));
    EXPECT_LE(comparison.p_holm, comparison.p_corrected);
    EXPECT_GE(comparison.p_sign, comparison.p_sign_floor);
    differing += comparison.Differs();
  }
  EXPECT_GT(differing, 1);
  EXPECT_LT(differing, 6);
}

TEST(SignFlipTest, AgreesWithBruteForce) {
  for (const json& row : Reference()["paired"]) {
    if (!row.contains("sign_flip_p")) continue;
    const std::vector<double> arm = row["arm"], baseline = row["baseline"];
    EXPECT_DOUBLE_EQ(SignFlipP(PairedDifferences(arm, baseline)), row["sign_flip_p"]);
  }
}

TEST(SignFlipTest, KnownCases) {
  EXPECT_DOUBLE_EQ(SignFlipP({1, 1, 1, 1, 1, 1, 1, 1}), 2.0 / 256);
  EXPECT_DOUBLE_EQ(SignFlipP({0, 0, 0}), 1);
  EXPECT_DOUBLE_EQ(SignFlipP({1, -1}), 1);
  EXPECT_DOUBLE_EQ(SignFlipP({3, 3, 3, -1}), 4.0 / 16);  // +++-, ++++ and their mirrors
  EXPECT_DOUBLE_EQ(SignFlipP({0.1, 0.2, 0.3, 0.4}), 0.125);
  EXPECT_DOUBLE_EQ(SignFlipP({1e308, 1e308, 1e308}), 0.25);  // no overflow
  EXPECT_TRUE(std::isnan(SignFlipP({})));
  EXPECT_TRUE(std::isnan(SignFlipP(std::vector<double>(41, 1.0))));
  // 40 equal differences, one turned: sums >= 38 of +-1 patterns: all +, or one -; both tails.
  std::vector<double> many(40, 1.0);
  many[7] = -1;
  EXPECT_DOUBLE_EQ(SignFlipP(many), 2 * 41 / std::ldexp(1.0, 40));
}

TEST(SignFlipTest, FloorIsReachedByEqualSigns) {
  for (const int n : {4, 6, 8}) EXPECT_DOUBLE_EQ(SignFlipP(std::vector<double>(n, 0.5)), SignFlipFloor(n, 1));
  EXPECT_GT(SignFlipFloor(6, 2), 0.05);  // six seeds cannot reach 0.05 with two arms
  EXPECT_LT(SignFlipFloor(8, 6), 0.05);  // eight can with six
  EXPECT_GT(SignFlipFloor(8, 7), 0.05);
}

TEST(PowerTest, AgreesWithStatsmodels) {
  for (const json& row : Reference()["power"]) {
    const double difference = row["difference"], sd = row["sd"], alpha = row["alpha"];
    for (const json& point : row["power"]) {
      EXPECT_NEAR(PairedPower(difference, sd, point[0], alpha), point[1].get<double>(), 1e-7)
          << difference << " " << point;
    }
    EXPECT_EQ(SeedsNeeded({difference, sd, alpha}), row["needed"]);
  }
}

TEST(PowerTest, HopelessAndHugeEffects) {
  EXPECT_EQ(SeedsNeeded({1e-9, 1, 0.05}), kMostSeeds + 1);
  EXPECT_EQ(SeedsNeeded({1e9, 1, 0.05}), 2);
}

TEST(ClopperPearsonTest, AgreesWithStatsmodels) {
  for (const json& row : Reference()["clopper_pearson"]) {
    const Interval interval = ClopperPearson(row["count"], row["n"], 0.95);
    EXPECT_NEAR(interval.low, row["low"], 1e-12);
    EXPECT_NEAR(interval.high, row["high"], 1e-12);
  }
}

TEST(PairingTest, AgreesWithScipy) {
  for (const json& row : Reference()["paired"]) {
    if (!row.contains("welch_p")) continue;
    const std::vector<double> arm = row["arm"], baseline = row["baseline"];
    const WelchT test = TestUnpaired(arm, baseline);
    ExpectClose(test.p, row["welch_p"], 1e-8, "welch p");
    ExpectClose(test.degrees, row["welch_degrees"], 1e-8, "welch degrees");
    if (row.contains("correlation"))
      ExpectClose(MeasurePairing(arm, baseline).correlation, row["correlation"], 1e-8, "r");
  }
}

TEST(PairingTest, SavesWhatCommonNoiseSavesAndCostsWhenOpposed) {
  const std::vector<double> baseline = {1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<double> together, opposed;
  for (size_t i = 0; i < baseline.size(); ++i) {
    const double own = (i % 3) * 0.5;
    together.push_back(baseline[i] + own);
    opposed.push_back(-baseline[i] + own);
  }
  EXPECT_GT(MeasurePairing(together, baseline).seeds_saved, 50);
  EXPECT_LT(MeasurePairing(opposed, baseline).seeds_saved, 0);
  EXPECT_FALSE(MeasurePairing(baseline, baseline).valid);
}

TEST(ReplicateNoiseTest, PoolsGroupsWithoutTheirMeans) {
  const ReplicateNoise noise = MeasureReplicates({{1, 3}, {101, 103, 105}, {7}});
  EXPECT_EQ(noise.degrees, 3);
  EXPECT_DOUBLE_EQ(noise.sd, std::sqrt((2.0 + 8.0) / 3));  // squares: 1 + 1, and 4 + 0 + 4
  EXPECT_TRUE(std::isnan(MeasureReplicates({{7}}).sd));
}

TEST(SampleSummaryTest, HugeAndOffsetValues) {
  EXPECT_DOUBLE_EQ(SummarizeSample({1e308, 1.5e308}).mean, 1.25e308);
  EXPECT_DOUBLE_EQ(SummarizeSample({1e9 + 0.25, 1e9, 1e9 - 0.25}).sd, 0.25);
  EXPECT_TRUE(std::isnan(SummarizeSample({3}).sd));
  EXPECT_TRUE(std::isnan(SummarizeSample({}).mean));
}

TEST(EquivalenceTest, InsideMeansStrictlyInside) {
  EXPECT_TRUE(InsideMargin({-0.004, 0.003}, 0.005));
  EXPECT_FALSE(InsideMargin({-0.005, 0.003}, 0.005));
  EXPECT_FALSE(InsideMargin({-0.004, 0.006}, 0.005));
  EXPECT_FALSE(InsideMargin({0, 0}, 0));  // no margin, no word
}

}  // namespace
}  // namespace ceteris
