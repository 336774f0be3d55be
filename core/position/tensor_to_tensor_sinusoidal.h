// Sinusoidal position encoding as tensor2tensor computes it.
//
// Vaswani et al. 2018, "Tensor2Tensor for Neural Machine Translation", arXiv:1803.07416, whose code made the numbers of
// "Attention Is All You Need". It differs from section 3.5 of that paper (sinusoidal.h) in two things: all sines stand
// before all cosines, and the slowest rate is exactly 1 / max_timescale, as the exponent runs to 1 and not to
// (d_model - 2) / d_model.
//   encoding[p, i] = sin(p * rate[i])        encoding[p, n + i] = cos(p * rate[i])        n = floor(d_model / 2)
//   rate[i] = max_timescale^(-i / (n - 1)), and 1 where n = 1.  An odd last channel has nothing added.
//
// Example:  TensorToTensorSinusoidal encoding(config, /*d_model=*/512);  x = encoding.AddToEmbeddings(x, positions);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/position_table.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

class TensorToTensorSinusoidal final : public PositionalScheme {
 public:
  // d_model >= 2: a single channel has no room for a pair, which ValidatePosition() refuses.
  TensorToTensorSinusoidal(const config::TensorToTensorSinusoidal& config, int64_t d_model);

  // Computed in float64 and rounded once to the dtype of x, which may be float32, float64 or bfloat16.
  at::Tensor AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const override;

 private:
  PositionTable encoding_;  // rows of width d_model
};

}  // namespace ceteris
