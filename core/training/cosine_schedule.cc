#include "core/training/cosine_schedule.h"

#include <cmath>

namespace ceteris {

CosineSchedule::CosineSchedule(const config::Cosine& config, int64_t num_steps)
    : Schedule(config.warmup_steps()), final_fraction_(config.final_fraction()), num_steps_(num_steps) {}

double CosineSchedule::AfterWarmup(int64_t step) const {
  if (step == warmup_steps()) return 1;  // also where no step is left to decay in
  constexpr double kPi = 3.14159265358979323846;
  const double progress = static_cast<double>(step - warmup_steps()) / static_cast<double>(num_steps_ - warmup_steps());
  return final_fraction_ + (1 - final_fraction_) * (1 + std::cos(kPi * progress)) / 2;
}

}  // namespace ceteris
