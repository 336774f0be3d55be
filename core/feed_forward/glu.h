// Feed-forward layer gated by the logistic function.
//
// Shazeer 2020, "GLU Variants Improve Transformer", arXiv:2002.05202, eq. (6).
// The gate is that of Dauphin et al. 2016, arXiv:1612.08083.
//   y = (sigmoid(x W^T) * x V^T) W2^T        sigmoid(z) = 1 / (1 + exp(-z))
//
// Example:  Glu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/gated_feed_forward.h"

namespace ceteris {

class Glu final : public GatedFeedForward {
 public:
  using GatedFeedForward::GatedFeedForward;

 private:
  at::Tensor Activate(const at::Tensor& gate) const override;
};

}  // namespace ceteris
