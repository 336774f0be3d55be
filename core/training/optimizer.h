// How weights follow from gradients.
//
// An optimizer is arithmetic on tensors: it holds its moments, reads gradients where TrainedTensors keeps them, and
// updates the weights in place. Numbers that change from step to step arrive as tensors, and nothing is read back, so
// that a step can be captured in a CUDA graph.
//
// Example:  TrainedTensors trained(parameters);
//           std::unique_ptr<Optimizer> optimizer = BuildOptimizer(training.optimizer(), trained);
//           optimizer->Step(learning_rate, ClippingDivisor(trained.GradientNorm(), 1.0));
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // One update with gradients / gradient_divisor, after which the gradients' values are unspecified.
  // learning_rate: scalar, float64 on the CPU or float32 on another device.
  // gradient_divisor: scalar of the weights' dtype and device, or undefined for 1.
  virtual void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) = 0;
};

}  // namespace ceteris
