#include "core/training/inverse_square_root_schedule.h"

#include <cmath>

namespace ceteris {

double InverseSquareRootSchedule::AfterWarmup(int64_t step) const {
  return std::sqrt(static_cast<double>(warmup_steps()) / static_cast<double>(step));
}

}  // namespace ceteris
