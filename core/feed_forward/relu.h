// Feed-forward layer with a rectifier.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (2).
//   y = max(0, x W1^T + b1) W2^T + b2
//
// Example:  Relu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/ungated_feed_forward.h"

namespace ceteris {

class Relu final : public UngatedFeedForward {
 public:
  using UngatedFeedForward::UngatedFeedForward;

 private:
  at::Tensor Activate(at::Tensor inner) const override;
};

}  // namespace ceteris
