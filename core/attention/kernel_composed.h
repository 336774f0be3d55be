// Attention as separate products: scores, softmax, mixing.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1), for all that the fused kernel cannot take: dropout on the attention
// probabilities, schemes that change single scores, a score bias that is trained.
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
  int layer = 0;  // that the scheme is told
};

// softmax(q k^T / sqrt(head_dim) + bias), before dropout: [batch, num_heads, query_len, key_len] in q's dtype. For
// bfloat16 a float32 bias makes the softmax run in float32.
at::Tensor AttentionProbabilities(const at::Tensor& q, const at::Tensor& k, const AttentionMask& mask,
                                  const BetweenProducts& between);

// Shapes and result as AttendFused().
// Time O(query_len * key_len * head_dim), memory O(num_heads * query_len * key_len).
at::Tensor AttendComposed(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                          const BetweenProducts& between);

}  // namespace ceteris
