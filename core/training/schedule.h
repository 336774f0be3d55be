// The learning rate at a step, as a factor of its peak.
//
// Steps count from 1. Every schedule rises linearly first, factor(step) = step / warmup_steps, so it is 1 at step
// warmup_steps; what comes after is the variant. warmup_steps = 0 starts with the variant.
//
// Example:  const std::unique_ptr<Schedule> schedule = BuildSchedule(training.schedule(), training.num_steps());
//           const double learning_rate = training.learning_rate() * schedule->Factor(step);
#pragma once

#include <cstdint>

namespace ceteris {

class Schedule {
 public:
  explicit Schedule(int64_t warmup_steps) : warmup_steps_(warmup_steps) {}
  virtual ~Schedule() = default;

  // 1 <= step <= num_steps. In [0, 1]. A pure function.
  double Factor(int64_t step) const {
    if (step < warmup_steps_) return static_cast<double>(step) / static_cast<double>(warmup_steps_);
    return AfterWarmup(step);
  }

 protected:
  int64_t warmup_steps() const { return warmup_steps_; }

 private:
  // For steps from max(1, warmup_steps) on; 1 at warmup_steps.
  virtual double AfterWarmup(int64_t step) const = 0;

  int64_t warmup_steps_;
};

}  // namespace ceteris
