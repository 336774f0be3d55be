// Queries, keys and values of one width, for kernels that take no other.
//
// The narrower are widened by zeros: a channel that is 0 adds nothing to a score, and mixes to 0.
//
// Example:  const auto [q_wide, k_wide, v_wide] = WithEqualWidths(q, k, v);
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

struct EqualWidths {
  at::Tensor q, k, v;
};

// q, k: [batch, heads, len, head_dim]    v: [batch, heads, len, value_head_dim]. The same tensors where the two agree.
EqualWidths WithEqualWidths(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

}  // namespace ceteris
