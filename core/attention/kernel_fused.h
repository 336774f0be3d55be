// Attention in one kernel: LibTorch's scaled_dot_product_attention.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1), computed in tiles without ever storing the scores (FlashAttention:
// Dao et al. 2022, arXiv:2205.14135). It takes no attention dropout of ours, no change of single scores, and no bias
// that is trained.
//
// Example:  at::Tensor mixed = AttendFused(q, k, v, mask);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/attention/attention_mask.h"

namespace ceteris {

// q: [batch, num_heads, query_len, head_dim]     k: [batch, num_kv_heads, key_len, head_dim]
// v: [batch, num_kv_heads, key_len, value_head_dim], num_kv_heads divides num_heads       scale 0: 1 / sqrt(head_dim)
// Returns [batch, num_heads, query_len, value_head_dim]: softmax(q k^T scale + bias) v; 0 for a query that sees no key.
// Time O(query_len * key_len * head_dim), memory O(query_len * head_dim) beside the mask.
at::Tensor AttendFused(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                       double scale = 0);

}  // namespace ceteris
