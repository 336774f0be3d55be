// Layer norm of queries and keys, head by head.
//
// Dehghani et al. 2023 (ViT-22B), arXiv:2302.05442, section 2, eq. (1): softmax(LN(q) LN(k)^T / sqrt(head_dim)),
// without biases as everywhere in that model.
//   q <- (q - mean(q)) / sqrt(var(q) + epsilon) * g_q        k <- the same with g_k
// The gains have one number per channel of a head, and all heads share them. head_dim 1 leaves nothing to tell apart:
// ValidateAttention() refuses it.
//
// Example:  LayerQueryKeyNorm norm(config, head_dim, scope);  q = norm.Query(q);
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"
#include "core/attention/query_key_norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LayerQueryKeyNorm final : public QueryKeyNorm {
 public:
  // Adds "<scope>.query_norm.weight" and "<scope>.key_norm.weight" [head_dim], ones, not decayed.
  LayerQueryKeyNorm(const config::LayerQueryKeyNorm& config, int64_t head_dim, const Scope& scope);

  // Mean and variance are computed in float32 for bfloat16.
  at::Tensor Query(const at::Tensor& x) const override;
  at::Tensor Key(const at::Tensor& x) const override;

 private:
  double epsilon_;
  at::Tensor query_weight_, key_weight_;  // [head_dim]
};

}  // namespace ceteris
