// Sinusoidal position encoding.
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.5, as printed: sines in even
// channels, cosines in odd ones (tensor_to_tensor_sinusoidal.h has them half and half). The paper multiplies the token
// embeddings by sqrt(d_model) first; nothing here does.
//   encoding[p, 2i] = sin(p * theta^(-2i / d_model))        encoding[p, 2i + 1] = cos(p * theta^(-2i / d_model))
//
// Example:  Sinusoidal sinusoidal(config, /*d_model=*/512);  x = sinusoidal.AddToEmbeddings(x, positions);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/position_table.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

class Sinusoidal final : public PositionalScheme {
 public:
  // d_model >= 1; where it is odd the last cosine has no channel.
  Sinusoidal(const config::Sinusoidal& config, int64_t d_model);

  // Computed in float64 and rounded once to the dtype of x, which may be float32, float64 or bfloat16.
  at::Tensor AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const override;

 private:
  PositionTable encoding_;  // rows of width d_model
};

}  // namespace ceteris
