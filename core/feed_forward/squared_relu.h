// Feed-forward layer with a squared rectifier.
//
// So et al. 2021, "Primer: Searching for Efficient Transformers for Language Modeling", arXiv:2109.08668, section 4.
//   y = max(0, x W1^T + b1)^2 W2^T + b2
//
// Example:  SquaredRelu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/ungated_feed_forward.h"

namespace ceteris {

class SquaredRelu final : public UngatedFeedForward {
 public:
  using UngatedFeedForward::UngatedFeedForward;

 private:
  at::Tensor Activate(at::Tensor inner) const override;
};

}  // namespace ceteris
