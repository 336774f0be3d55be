// Bucketed relative position bias (T5).
//
// Raffel et al. 2019, "Exploring the Limits of Transfer Learning", arXiv:1910.10683, section 2.1. Every head adds a
// trained scalar to the score of a query at m and a key at n that depends only on the bucket of m - n; all layers
// share the table, as in T5. T5 also drops the division of the scores by sqrt(head_dim); here it stays, so that only
// the position differs between arms.
//   bias[h, m, n] = weight[h, Bucket(m - n)]
// Distances below `exact` have a bucket each; above, buckets widen logarithmically up to max_distance, and the last
// takes all beyond. A decoder has all buckets for the past, exact = num_buckets / 2. An encoder has half of them for
// each side, and half of that exact.
//
// Example:  RelativeBias bias(config, num_heads, /*causal=*/true, Normal(0.02), stack_scope.Child("position"));
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

class RelativeBias final : public PositionalScheme {
 public:
  // Adds "<scope>.weight" [num_heads, num_buckets], not decayed.
  RelativeBias(const config::RelativeBias& config, int64_t num_heads, bool causal, const Initializer& weight,
               const Scope& scope);

  // [1 | batch, num_heads, query_len, key_len]; requires grad in training. Between consecutive positions only
  // query_len + key_len - 1 distances occur, so the table is read that often, not query_len * key_len times, forward
  // and backward.
  at::Tensor ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const override;
  bool score_bias_requires_grad() const override { return true; }

  // distance: int64, query position minus key position, any shape. Returns the bucket of each, same shape.
  at::Tensor Bucket(const at::Tensor& distance) const;

 private:
  at::Tensor Read(const at::Tensor& distance) const;  // [...] -> [..., num_heads]

  int64_t num_buckets_, max_distance_;
  bool causal_;
  at::Tensor weight_;  // [num_heads, num_buckets]
};

}  // namespace ceteris
