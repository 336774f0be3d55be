#include "experiments/report/statistics/replicate_noise.h"

#include <cmath>
#include <limits>

#include "experiments/report/statistics/sample_summary.h"

namespace ceteris {

ReplicateNoise MeasureReplicates(const std::vector<std::vector<double>>& groups) {
  ReplicateNoise noise;
  long double squares = 0;
  for (const std::vector<double>& group : groups) {
    if (group.size() < 2) continue;
    const SampleSummary summary = SummarizeSample(group);
    squares += (summary.n - 1) * static_cast<long double>(summary.sd) * summary.sd;
    noise.degrees += summary.n - 1;
  }
  noise.sd = noise.degrees == 0 ? std::numeric_limits<double>::quiet_NaN()
                                : static_cast<double>(std::sqrt(squares / noise.degrees));
  return noise;
}

}  // namespace ceteris
