// Feed-forward layer with the Gaussian error linear unit, tanh approximation.
//
// Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", arXiv:1606.08415, section 2; as in GPT-2 (Radford et al.
// 2019).
//   y = GELU(x W1^T + b1) W2^T + b2        GELU(z) = z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2
//
// Example:  GeluTanh layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/ungated_feed_forward.h"

namespace ceteris {

class GeluTanh final : public UngatedFeedForward {
 public:
  using UngatedFeedForward::UngatedFeedForward;

 private:
  at::Tensor Activate(at::Tensor inner) const override;
};

}  // namespace ceteris
