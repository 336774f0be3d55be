#include "core/training/linear_schedule.h"

namespace ceteris {

LinearSchedule::LinearSchedule(const config::Linear& config, int64_t num_steps)
    : Schedule(config.warmup_steps()), final_fraction_(config.final_fraction()), num_steps_(num_steps) {}

double LinearSchedule::AfterWarmup(int64_t step) const {
  if (step == warmup_steps()) return 1;  // also where no step is left to decay in
  const double progress = static_cast<double>(step - warmup_steps()) / static_cast<double>(num_steps_ - warmup_steps());
  return final_fraction_ * progress + (1 - progress);  // exactly final_fraction at the last step, never below 0
}

}  // namespace ceteris
