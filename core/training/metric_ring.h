// Losses and gradient norms of the last steps, kept on the device until somebody reads them.
//
// Reading a number from a GPU waits for everything before it. So each step only copies its two scalars into a row here,
// and the loop reads all rows at once every log_every steps.
//
// Example:  ring.loss().copy_(loss);  ring.gradient_norm().copy_(norm);  ring.Advance();  ...  for (auto [loss, norm] :
// ring.Read()) ...
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace ceteris {

class MetricRing {
 public:
  MetricRing(int64_t capacity, at::Device device);

  // float64 scalars of the current row, to be written to. Not when full().
  const at::Tensor& loss() const { return losses_[size_]; }
  const at::Tensor& gradient_norm() const { return gradient_norms_[size_]; }
  void Advance() { ++size_; }
  bool full() const { return size_ == losses_.size(); }

  // (loss, gradient norm) of every row since the last Read(), oldest first, and starts over. Waits for the device.
  std::vector<std::pair<double, double>> Read();

 private:
  at::Tensor rows_;                                  // [capacity, 2] float64
  std::vector<at::Tensor> losses_, gradient_norms_;  // its elements as scalars, made once
  size_t size_ = 0;
};

}  // namespace ceteris
