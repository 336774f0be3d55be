// How many seeds does a question need? Only results can say how large the noise is, so this reads it off a pilot: the
// same experiment as far as it has been run.
//
// Example:  const SeedsForMargin seeds = PlanSeeds(*BuildVerdictTable(pilot), /*margin=*/0.01);
//           if (seeds.sd > 0) Print(seeds.to_see, seeds.to_show_equivalence);
#pragma once

#include <string>

#include "experiments/report/verdict_table.h"

namespace ceteris {

struct SeedsForMargin {
  double sd = 0;       // of paired differences, the largest of the arms; 0: not known
  std::string source;  // "the largest sd of paired differences, rotary's", "replicates of the baseline"
  // Seeds with 80 % power at the table's level, Bonferroni over its arms; 10,001 stands for more than 10,000.
  int to_see = 0;               // a true difference as large as the margin
  int to_show_equivalence = 0;  // that an arm lies inside the margin, when its true difference is 0
};

// The spread comes from arms with at least 3 paired seeds, else from replicates: two trials that differ by chance alone
// are sqrt(2) noise apart. margin > 0.
SeedsForMargin PlanSeeds(const VerdictTable& pilot, double margin);

}  // namespace ceteris
