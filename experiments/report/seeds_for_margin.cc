#include "experiments/report/seeds_for_margin.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "experiments/report/statistics/power.h"

namespace ceteris {
namespace {

constexpr int kFewestSeeds = 3;  // an sd of two values is off by a factor of 3 half of the time
constexpr int kFewestPairs = 2;  // of replicates
constexpr double kPower = 0.8;

}  // namespace

SeedsForMargin PlanSeeds(const VerdictTable& pilot, double margin) {
  SeedsForMargin seeds;
  int family_size = 0;
  for (const VerdictRow& row : pilot.rows) {
    if (row.baseline) continue;
    ++family_size;
    const PairedT& test = row.comparison.test;
    if (test.n < kFewestSeeds || !test.valid || test.sd <= seeds.sd) continue;
    seeds.sd = test.sd;
    seeds.source = absl::StrCat("the largest sd of paired differences, ", row.arm, "'s over ", test.n, " seeds");
  }
  if (seeds.sd == 0 && pilot.noise.degrees >= kFewestPairs && pilot.noise.sd > 0) {
    seeds.sd = std::sqrt(2.0) * pilot.noise.sd;
    seeds.source = absl::StrCat("replicates of the baseline, ", pilot.noise.degrees, " pairs");
  }
  if (seeds.sd == 0) return seeds;
  const double alpha = (1 - kConfidence) / std::max(1, family_size);
  seeds.to_see = SeedsNeeded({margin, seeds.sd, alpha, kPower});
  // Both ends of the interval must stay inside: each may fail half as often.
  seeds.to_show_equivalence = SeedsNeeded({margin, seeds.sd, alpha, (1 + kPower) / 2});
  return seeds;
}

}  // namespace ceteris
