// A constant learning rate after warm-up.
//
//   factor(step) = 1 for step >= warmup_steps
#pragma once

#include "core/training/schedule.h"
#include "core/training/training.pb.h"

namespace ceteris {

class ConstantSchedule final : public Schedule {
 public:
  explicit ConstantSchedule(const config::Constant& config) : Schedule(config.warmup_steps()) {}

 private:
  double AfterWarmup(int64_t /*step*/) const override { return 1; }
};

}  // namespace ceteris
