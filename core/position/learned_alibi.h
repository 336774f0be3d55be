// Attention with linear biases whose slopes are trained.
//
// Press et al. 2021, "Train Short, Test Long", arXiv:2108.12409, section 3, tried trainable slopes and found that they
// extrapolate less well than fixed ones. The paper says no more, so this is ours: one number per head, shared by all
// layers, that starts where ALiBi's slope stands. Nothing keeps it positive: a head may come to prefer what is far.
//   bias[h, m, n] = -slope[h] * |m - n|        slope: [num_heads], trained, not decayed
// In an encoder the distance counts both ways.
//
// Example:  LearnedAlibi alibi(/*num_heads=*/8, stack_scope.Child("position"));
#pragma once

#include <cstdint>

#include "core/position/positional_scheme.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LearnedAlibi final : public PositionalScheme {
 public:
  // Adds "<scope>.slope".
  LearnedAlibi(int64_t num_heads, const Scope& scope);

  // [1 | batch, num_heads, query_len, key_len], float32 for bfloat16, which cannot count distances above 256; requires
  // grad in training.
  at::Tensor ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const override;
  bool score_bias_requires_grad() const override { return true; }

 private:
  at::Tensor slope_;  // [num_heads]
};

}  // namespace ceteris
