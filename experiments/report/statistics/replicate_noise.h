// How much does the same trial vary when nothing but chance changes?
//
// Replicates are the baseline run again with every random number drawn anew: real null trials (A/A). Trials that share
// a seed form a group; the pooled within-group variance is the noise of one trial.
//
// Example:  ReplicateNoise noise = MeasureReplicates({{1.912, 1.905}, {1.909, 1.918}});   // noise.sd, 2 degrees of
// freedom
#pragma once

#include <vector>

namespace ceteris {

struct ReplicateNoise {
  int degrees = 0;  // 0: nothing was replicated, sd is NaN
  double sd = 0;    // of one trial, in units of the metric
};

// One group per seed: its original and its replicates. Groups of fewer than two values say nothing.
ReplicateNoise MeasureReplicates(const std::vector<std::vector<double>>& groups);

}  // namespace ceteris
