// Feed-forward layer with the Gaussian error linear unit, exact.
//
// Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", arXiv:1606.08415, section 2. Phi is the normal
// distribution function.
//   y = GELU(x W1^T + b1) W2^T + b2        GELU(z) = z Phi(z) = z (1 + erf(z / sqrt(2))) / 2
//
// Example:  Gelu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/ungated_feed_forward.h"

namespace ceteris {

class Gelu final : public UngatedFeedForward {
 public:
  using UngatedFeedForward::UngatedFeedForward;

 private:
  at::Tensor Activate(at::Tensor inner) const override;
  at::Tensor ActivateLinear(const at::Tensor& x, const Linear& inner) const override;
};

}  // namespace ceteris
