// Attention as separate products: scores, softmax, mixing.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1), for all that the fused kernel cannot take: dropout on the attention
// probabilities, schemes that change single scores, a score bias that is trained, a soft cap, a sink.
//
// Example:  at::Tensor mixed = AttendComposed(q, k, v, mask, {position, &dropout, &context});
#pragma once

#include <ATen/core/Tensor.h>

#include "core/attention/attention_mask.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"

namespace ceteris {

// What acts between the products. A null pointer does nothing.
struct BetweenProducts {
  const PositionalScheme* position = nullptr;  // AdjustScores() and AddToMixed()
  const Dropout* dropout = nullptr;            // on the probabilities; needs context
  const ForwardContext* context = nullptr;
  int layer = 0;         // that the scheme is told
  double scale = 0;      // of products of queries and keys; 0: 1 / sqrt(head_dim)
  double soft_cap = 0;   // 0: none
  at::Tensor sink = {};  // [num_heads], see sink.h; undefined: none
};

// softmax(cap(q k^T scale) + bias) with the sink in its denominator, before dropout: [batch, num_heads, query_len,
// key_len] in q's dtype. cap(s) = soft_cap tanh(s / soft_cap): Gemma 2, arXiv:2408.00118, section 2. For bfloat16 a
// float32 bias makes the softmax run in float32.
at::Tensor AttentionProbabilities(const at::Tensor& q, const at::Tensor& k, const AttentionMask& mask,
                                  const BetweenProducts& between);

// Shapes and result as AttendFused().
// Time O(query_len * key_len * head_dim), memory O(num_heads * query_len * key_len).
at::Tensor AttendComposed(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                          const BetweenProducts& between);

}  // namespace ceteris
