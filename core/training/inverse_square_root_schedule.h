// Inverse square root decay, the schedule of the first Transformer.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (3): d_model^-0.5 * min(step^-0.5, step * warmup_steps^-1.5). Deviation:
// scaled so that its peak, at step warmup_steps, is 1; the paper's values follow from learning_rate = (d_model *
// warmup_steps)^-0.5.
//   factor(step) = sqrt(warmup_steps / step) for step >= warmup_steps, which must be at least 1
#pragma once

#include "core/training/schedule.h"
#include "core/training/training.pb.h"

namespace ceteris {

class InverseSquareRootSchedule final : public Schedule {
 public:
  explicit InverseSquareRootSchedule(const config::InverseSquareRoot& config) : Schedule(config.warmup_steps()) {}

 private:
  double AfterWarmup(int64_t step) const override;
};

}  // namespace ceteris
