// y = x W^T + b on our own CPU kernels, with its gradient.
//
// LibTorch's way is a general BLAS, which copies both operands into panels at every call and knows nothing of the bias;
// for the matrices of a small model that is a fifth of the time. The gradient of a gradient is not defined: it throws.
//
// Example:  if (CpuKernelsForLinear(x, weight) != nullptr) return LinearOnCpuKernels(x, weight, bias);
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// x: [..., in], weight: [out, in], bias: [out] or undefined, for which CpuKernelsForLinear() (linear_products.h) is not
// null. Returns [..., out].
at::Tensor LinearOnCpuKernels(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace ceteris
