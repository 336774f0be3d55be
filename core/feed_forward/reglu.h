// Feed-forward layer gated by a rectifier.
//
// Shazeer 2020, "GLU Variants Improve Transformer", arXiv:2002.05202, eq. (6).
//   y = (max(0, x W^T) * x V^T) W2^T
//
// Example:  Reglu layer(config, d_model, init, scope.Child("feed_forward"));  y = layer.Forward(x, context);
#pragma once

#include "core/feed_forward/gated_feed_forward.h"

namespace ceteris {

class Reglu final : public GatedFeedForward {
 public:
  using GatedFeedForward::GatedFeedForward;

 private:
  at::Tensor Activate(const at::Tensor& gate) const override;
};

}  // namespace ceteris
