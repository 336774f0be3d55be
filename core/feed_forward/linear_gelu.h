// GELU(x W^T + b) on our own CPU kernels, with its gradient.
//
// The activation is computed block by block while the product is still in the cache, together with its slope, which is
// all that the backward pass needs of it. The gradient of a gradient is not defined: it throws.
//
// Example:  if (CpuKernelsForLinear(x, inner.weight()) != nullptr) y = LinearGeluOnCpuKernels(x, inner);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/tensor/linear.h"

namespace ceteris {

// x: [..., in] for which CpuKernelsForLinear(x, linear.weight()) is not null. Returns [..., out]. The exact GELU.
at::Tensor LinearGeluOnCpuKernels(const at::Tensor& x, const Linear& linear);

}  // namespace ceteris
