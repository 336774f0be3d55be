// Half a cosine from the peak down to a fraction of it.
//
// Loshchilov and Hutter 2016, arXiv:1608.03983, eq. (5), one cycle without restarts. With p = (step - warmup_steps) /
// (num_steps - warmup_steps), which is 1 at the last step:
//   factor(step) = final_fraction + (1 - final_fraction) * (1 + cos(pi * p)) / 2
#pragma once

#include "core/training/schedule.h"
#include "core/training/training.pb.h"

namespace ceteris {

class CosineSchedule final : public Schedule {
 public:
  CosineSchedule(const config::Cosine& config, int64_t num_steps);

 private:
  double AfterWarmup(int64_t step) const override;

  double final_fraction_;
  int64_t num_steps_;
};

}  // namespace ceteris
