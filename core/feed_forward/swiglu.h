// Feed-forward layer gated by Swish.
//
// Shazeer 2020, "GLU Variants Improve Transformer", arXiv:2002.05202, eq. (6); Swish with beta = 1, which is SiLU.
//   y = (Swish(x W^T) * x V^T) W2^T        Swish(z) = z / (1 + exp(-z))
//
// Example:  Swiglu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/gated_feed_forward.h"

namespace ceteris {

class Swiglu final : public GatedFeedForward {
 public:
  using GatedFeedForward::GatedFeedForward;

 private:
  at::Tensor Activate(const at::Tensor& gate) const override;
};

}  // namespace ceteris
