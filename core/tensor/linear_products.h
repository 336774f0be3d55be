// The three products of a linear map y = x W^T + b on our own CPU kernels: forward, and the two of its gradient.
//
// Rows are split between at::get_num_threads() threads; each element is one sum in one order, so any number of threads
// gives the same bits. All tensors are contiguous float32 on the CPU; no gradient is recorded.
//
// Example:  see linear_function.cc.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

#include "core/cpu/kernels.h"

namespace ceteris {

// The kernels for y = x W^T; nullptr where they cannot take x, or where the weight is so large that a BLAS is faster.
const CpuKernels* CpuKernelsForLinear(const at::Tensor& x, const at::Tensor& weight);

// Work on rows [begin, end) that a product has just written or is about to read: they are in the cache then.
using RowWork = std::function<void(int64_t begin, int64_t end)>;

// x: [rows, in], weight: [out, in], bias: [out] or undefined. Writes y: [rows, out]; then `after` works on its rows.
void LinearForward(const CpuKernels& kernels, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                   const at::Tensor& y, const RowWork& after = nullptr);

// d_y: [rows, out], whose rows `before` may write. Writes d_x = d_y W: [rows, in].
void LinearInputGradient(const CpuKernels& kernels, const at::Tensor& d_y, const at::Tensor& weight,
                         const at::Tensor& d_x, const RowWork& before = nullptr);

struct LinearGradients {
  at::Tensor weight;     // d_y^T x: [out, in]
  at::Tensor bias = {};  // sum of the rows of d_y: [out]
};

// bias is left undefined unless has_bias.
LinearGradients LinearParameterGradients(const CpuKernels& kernels, const at::Tensor& d_y, const at::Tensor& x,
                                         bool has_bias);

}  // namespace ceteris
