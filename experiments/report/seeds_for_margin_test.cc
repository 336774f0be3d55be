#include "experiments/report/seeds_for_margin.h"

#include <cmath>

#include "experiments/report/statistics/power.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

VerdictRow Arm(const char* name, int n, double sd) {
  VerdictRow row;
  row.arm = name;
  row.comparison.test.n = n;
  row.comparison.test.sd = sd;
  row.comparison.test.valid = true;
  return row;
}

VerdictTable Pilot() {
  VerdictTable table;
  VerdictRow baseline;
  baseline.baseline = true;
  table.rows = {baseline, Arm("quiet", 8, 0.002), Arm("loud", 8, 0.006)};
  return table;
}

TEST(SeedsForMarginTest, TheLoudestArmDecides) {
  const SeedsForMargin seeds = PlanSeeds(Pilot(), 0.01);
  EXPECT_EQ(seeds.sd, 0.006);
  EXPECT_NE(seeds.source.find("loud"), std::string::npos);
  // The power is reached with that many seeds and not with one less.
  EXPECT_GE(PairedPower(0.01, 0.006, seeds.to_see, 0.025), 0.8);
  EXPECT_LT(PairedPower(0.01, 0.006, seeds.to_see - 1, 0.025), 0.8);
  EXPECT_GE(PairedPower(0.01, 0.006, seeds.to_show_equivalence, 0.025), 0.9);
  EXPECT_LT(PairedPower(0.01, 0.006, seeds.to_show_equivalence - 1, 0.025), 0.9);
}

TEST(SeedsForMarginTest, ReplicatesSpeakWhereNoArmHasEnoughSeeds) {
  VerdictTable pilot = Pilot();
  pilot.rows[1].comparison.test.n = pilot.rows[2].comparison.test.n = 2;
  pilot.noise.degrees = 2;
  pilot.noise.sd = 0.004;
  const SeedsForMargin seeds = PlanSeeds(pilot, 0.01);
  EXPECT_DOUBLE_EQ(seeds.sd, std::sqrt(2.0) * 0.004);
  EXPECT_NE(seeds.source.find("replicates"), std::string::npos);
}

TEST(SeedsForMarginTest, WithoutResultsNothingIsKnown) {
  VerdictTable pilot;
  EXPECT_EQ(PlanSeeds(pilot, 0.01).sd, 0);
  EXPECT_EQ(PlanSeeds(pilot, 0.01).to_see, 0);
}

}  // namespace
}  // namespace ceteris
