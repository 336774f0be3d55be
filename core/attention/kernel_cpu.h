// Self-attention over short sequences on our own CPU kernels: scores, softmax and mixing of one head at a time, all of
// it in the cache.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1). LibTorch's fused kernel works in tiles made for thousands of keys; at
// 64 keys most of its time is spent around the products. Here keys that causality hides are never looked at, heads are
// read where the projection left them, and a score bias may be trained. Memory grows with the square of the length, so
// long sequences are left to the others. The gradient of a gradient is not defined: it throws.
//
// Example:  if (AttentionFitsCpuKernels(q, k, v, mask)) mixed = AttendOnCpuKernels(q, k, v, mask);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/attention/attention_mask.h"

namespace ceteris {

// Whether the kernels take this call: float32 on a CPU with AVX2, as many queries as keys, no more than 512 of them
// (256 where gradients are recorded). Any mask: a may_attend is turned into a bias, at the cost of that bias.
bool AttentionFitsCpuKernels(const at::Tensor& q, const at::Tensor& k, const AttentionMask& mask);

// Shapes and result as AttendFused().
at::Tensor AttendOnCpuKernels(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                              double scale = 0);

}  // namespace ceteris
