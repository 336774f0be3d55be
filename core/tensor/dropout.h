// Dropout whose mask is a function, not a draw.
//
// Srivastava et al. 2014, section 4, inverted: y = x * keep / (1 - rate), the identity outside training. Deviation: the
// mask of element i is a hash of (trial seed, name of the site, draw, i), and the backward pass computes it again
// instead of storing it. So evaluation cannot disturb training, adding a dropout site leaves the masks of the others
// alone, and a captured CUDA graph reads a new mask from `draw` on each replay. All devices make the same mask.
//   keep[i] = half(i) >= rate * 2^32, where half(i) are 32 bits of CounterHash(CounterHash(stream, draw), i / 2)
//
// Example:  Dropout dropout(0.1, scope.Child("dropout"));  x = x + dropout.Forward(y, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Dropout {
 public:
  // rate in [0, 1), or it throws c10::Error. The stream is named "<scope>.mask".
  Dropout(double rate, const Scope& scope);

  // x: any shape, float32, float64 or bfloat16. Returns x itself when the context is not training or rate is 0;
  // otherwise a tensor of the same shape, and throws c10::Error where context.draw is undefined. Twice in one pass with
  // equal draws gives equal masks: every place that drops has a Dropout of its own.
  at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const;

  double rate() const { return rate_; }
  bool acts(const ForwardContext& context) const { return context.training && rate_ > 0; }

 private:
  double rate_;
  uint64_t stream_;
};

}  // namespace ceteris
