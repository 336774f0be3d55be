// Rotary position embedding (RoPE).
//
// Su et al. 2021, "RoFormer", arXiv:2104.09864, eq. (34). Pairs channel i with i + head_dim / 2 (GPT-NeoX layout), not
// (2i, 2i + 1) as printed; the two differ by a fixed permutation of channels.
//   angle[p, i] = p * theta^(-2i / head_dim)        score(m, n) depends on m - n only
// For sequences longer than those of training the rates can be scaled: linear_scaling.h, ntk_aware.h, yarn.h.
//
// Example:  Rotary rotary(config, {/*head_dim=*/64, seq_len});  at::Tensor q_rotated = rotary.RotateQuery(q,
// q_positions);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/position_table.h"
#include "core/position/positional_scheme.h"
#include "core/position/rotary_scaling.h"

namespace ceteris {

class Rotary final : public PositionalScheme {
 public:
  // head_dim must be even: ValidatePosition() says so as INVALID_ARGUMENT, the constructor throws c10::Error.
  Rotary(const config::Rotary& config, const RotaryShape& shape);

  // q: [batch, num_heads, query_len, head_dim], float32, float64 or bfloat16       q_positions: [1 | batch, query_len]
  // int64 Returns a rotated copy of the same shape and dtype. Angles are computed in float64, products in float32 for
  // bfloat16.
  at::Tensor RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const override;
  at::Tensor RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const override;

 private:
  at::Tensor Rotate(const at::Tensor& heads, const at::Tensor& positions) const;

  PositionTable turns_;  // rows of width head_dim: the cosine of each pair, then the sine of each pair
};

}  // namespace ceteris
