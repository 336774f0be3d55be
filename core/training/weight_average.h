// Averaged weights beside the ones that are trained.
//
// An average only reads the weights, so training with and without one is the same, bit for bit.
//
// Example:  std::unique_ptr<WeightAverage> average = BuildWeightAverage(training.averaging(), trained);
//           if (average != nullptr) average->Observe(step);          // after the update of that step
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace ceteris {

class WeightAverage {
 public:
  virtual ~WeightAverage() = default;

  // After the update of step `step`, which counts from 1; once for every step, in order. Waits for no device.
  virtual void Observe(int64_t step) = 0;

  // The averaged weights, one tensor per trained tensor, in their order, shapes and dtype. Reads what Observe() was
  // told; before its first call the weights themselves.
  virtual std::vector<at::Tensor> Values() const = 0;
};

}  // namespace ceteris
