// Layer normalisation on our own CPU kernels, with its gradient in one pass over the rows.
//
// The gradient of a gradient is not defined: it throws. core/norm/layer_norm.h has the equation.
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// Whether the kernels take x: float32 on a CPU with AVX2, channels in whole vectors of 16.
bool LayerNormFitsCpuKernels(const at::Tensor& x);

// x: [..., d_model] for which LayerNormFitsCpuKernels(); weight: [d_model]; bias: [d_model] or undefined.
at::Tensor LayerNormOnCpuKernels(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double epsilon);

}  // namespace ceteris
