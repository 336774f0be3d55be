// Attention with linear biases (ALiBi).
//
// Press et al. 2021, "Train Short, Test Long", arXiv:2108.12409, section 3. Nothing is trained.
//   bias[h, m, n] = -slope[h] * |m - n|        slope: alibi_slopes.h
// In an encoder the distance counts both ways.
//
// Example:  Alibi alibi(/*num_heads=*/8, at::kFloat);  scores = scores + alibi.ScoreBias(q_positions, k_positions);
#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <vector>

#include "core/position/alibi_slopes.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

class Alibi final : public PositionalScheme {
 public:
  // dtype: the model's, float32, float64 or bfloat16.
  Alibi(int64_t num_heads, at::ScalarType dtype);

  // [1 | batch, num_heads, query_len, key_len], float32 for bfloat16, which cannot count distances above 256.
  at::Tensor ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const override;

 private:
  std::vector<double> slopes_;
  at::ScalarType dtype_;
};

}  // namespace ceteris
