// A straight line from the peak down to a fraction of it.
//
// Devlin et al. 2018, arXiv:1810.04805, appendix A.2 (there down to 0):
//   factor(step) = 1 - (1 - final_fraction) * (step - warmup_steps) / (num_steps - warmup_steps)
#pragma once

#include "core/training/schedule.h"
#include "core/training/training.pb.h"

namespace ceteris {

class LinearSchedule final : public Schedule {
 public:
  LinearSchedule(const config::Linear& config, int64_t num_steps);

 private:
  double AfterWarmup(int64_t step) const override;

  double final_fraction_;
  int64_t num_steps_;
};

}  // namespace ceteris
