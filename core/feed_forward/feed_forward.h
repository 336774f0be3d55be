// The position-wise feed-forward layer of a block: each token by itself.
//
// Example:  std::unique_ptr<FeedForward> layer = BuildFeedForward(config.feed_forward(), d_model, init, scope);
//           y = layer->Forward(x, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/tensor/forward_context.h"
#include "core/tensor/initializer.h"

namespace ceteris {

// How the weights start. Biases start at 0. Read while building only.
struct FeedForwardInit {
  const Initializer& weight;    // of what reads the residual stream
  const Initializer& residual;  // of the outer projection, which writes to it
};

class FeedForward {
 public:
  virtual ~FeedForward() = default;

  // x: [..., d_model], float32, float64 or bfloat16. Returns a new tensor of the same shape and dtype.
  virtual at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const = 0;

  // Floating-point operations of a forward pass over num_tokens tokens: matrix products only, a multiplication and an
  // addition count as two.
  virtual double Flops(int64_t num_tokens) const = 0;
};

}  // namespace ceteris
