// Root mean square norm of queries and keys, head by head.
//
// Yang et al. 2025 (Qwen3), arXiv:2505.09388; Gemma 3, arXiv:2503.19786.
//   q <- q / sqrt(mean(q^2) + epsilon) * g_q        k <- k / sqrt(mean(k^2) + epsilon) * g_k
// The gains have one number per channel of a head, and all heads share them. Scores are divided by sqrt(head_dim)
// still.
//
// Example:  RmsQueryKeyNorm norm(config, head_dim, scope);  q = norm.Query(q);
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"
#include "core/attention/query_key_norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class RmsQueryKeyNorm final : public QueryKeyNorm {
 public:
  // Adds "<scope>.query_norm.weight" and "<scope>.key_norm.weight" [head_dim], ones, not decayed.
  RmsQueryKeyNorm(const config::RmsQueryKeyNorm& config, int64_t head_dim, const Scope& scope);

  // The mean square is computed in float32 for bfloat16.
  at::Tensor Query(const at::Tensor& x) const override;
  at::Tensor Key(const at::Tensor& x) const override;

 private:
  double epsilon_;
  at::Tensor query_weight_, key_weight_;  // [head_dim]
};

}  // namespace ceteris
