// Which tensors our own CPU kernels take: the one place that decides between them and LibTorch's operators.
//
// Example:  if (const CpuKernels* kernels = CpuKernelsFor(x)) return ...;   return at::layer_norm(...);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/cpu/kernels.h"

namespace ceteris {

// The kernels of this machine where x is float32 on a CPU that has AVX2; otherwise nullptr.
inline const CpuKernels* CpuKernelsFor(const at::Tensor& x) {
  return x.is_cpu() && x.scalar_type() == at::kFloat ? FastestCpuKernels() : nullptr;
}

}  // namespace ceteris
