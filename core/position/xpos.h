// Extrapolatable position embedding (xPos): rotary with a decay over distance.
//
// Sun et al. 2022, "A Length-Extrapolatable Transformer", arXiv:2212.10554, section 3.2 and algorithm 1. Pairs of
// channels turn as under rotary; besides, queries shrink and keys grow with the position, so that the score of a pair
// falls with the distance, the faster the faster it turns.
//   q_i[m] = q_i e^(i m r[i]) zeta[i]^(m / scale_base)          r[i] = theta^(-2i / head_dim)
//   k_i[n] = k_i e^(i n r[i]) zeta[i]^(-n / scale_base)         zeta[i] = (2i / head_dim + 0.4) / 1.4
// So a score depends on m - n only. For later keys it would rise instead: the scheme is one of decoders, and
// ValidatePosition() refuses it in an encoder. Channels are paired as in rotary.h. The paper's code counts m and n from
// the middle of the sequence, to keep the powers near 1; here the middle is that of the trained length, always, since a
// cached key is scaled once. Attention in blocks (the paper's section 3.3) is no part of it.
//
// Example:  Xpos xpos(config, {/*head_dim=*/64, /*seq_len=*/1024});  at::Tensor q_scaled = xpos.RotateQuery(q,
// positions);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/position_table.h"
#include "core/position/positional_scheme.h"
#include "core/position/xpos_positions.h"

namespace ceteris {

class Xpos final : public PositionalScheme {
 public:
  // shape.head_dim must be even, or it throws c10::Error.
  Xpos(const config::Xpos& config, const XposShape& shape);

  // Shapes, dtypes and precision as Rotary has them.
  at::Tensor RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const override;
  at::Tensor RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const override;
  // Beyond it the powers leave the range of float32.
  int64_t max_positions() const override { return max_positions_; }

 private:
  PositionTable query_turns_, key_turns_;  // as Rotary's, each times its power of zeta
  int64_t max_positions_;
};

}  // namespace ceteris
