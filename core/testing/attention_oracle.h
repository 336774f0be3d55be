// Attention as plain loops in double precision: what all kernels are held against.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1), read off the page with nothing fused, packed, strided or skipped.
//
// Example:  EXPECT_TRUE(TensorsNear(AttendFused(q, k, v, mask), AttentionOracle({q, k, v, visible, bias}), 1e-12));
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

struct OracleInputs {
  at::Tensor q;             // [batch, num_heads, query_len, head_dim]
  at::Tensor k, v;          // [batch, num_kv_heads, key_len, head_dim]; a value may have another width
  at::Tensor visible = {};  // broadcasts to [batch, num_heads, query_len, key_len] bool; undefined: everything
  at::Tensor bias = {};     // the same shape, added after the scale and the cap; undefined: 0
  double scale = 0;         // of products of queries and keys; 0: 1 / sqrt(head_dim)
  double soft_cap = 0;      // s -> soft_cap tanh(s / soft_cap); 0: none
  at::Tensor sink = {};     // [num_heads]: exp(sink) is added to the sum that weights are divided by; undefined: 0
};

// Returns [batch, num_heads, query_len, width of a value] float64; 0 for a query that sees no key. Query head h reads
// key and value head h / (num_heads / num_kv_heads).
at::Tensor AttentionOracle(const OracleInputs& inputs);

}  // namespace ceteris
