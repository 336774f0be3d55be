// The two implementations of dropout's arithmetic. They agree bit for bit, which a test holds them to.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

// Which bits decide, and what a kept element is multiplied with.
struct DropoutMask {
  uint64_t stream = 0;  // of the site
  double rate = 0;      // in [0, 1)
};

// One loop over a contiguous CPU tensor of float32, float64 or bfloat16. draw: int64 scalar on the CPU.
at::Tensor DropoutOnCpu(const at::Tensor& x, const at::Tensor& draw, const DropoutMask& mask);

// The same in about 20 ATen operators, on any device; no value is read back to the host.
at::Tensor DropoutByOperators(const at::Tensor& x, const at::Tensor& draw, const DropoutMask& mask);

}  // namespace ceteris
