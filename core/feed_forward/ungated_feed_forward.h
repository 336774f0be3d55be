// Two linear maps with an activation between them: what Relu, Gelu, GeluTanh and SquaredRelu share.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (2), for any activation.
//   y = Dropout(activation(x W1^T + b1)) W2^T + b2        W1: inner [d_ff, d_model]        W2: outer [d_model, d_ff]
//
// Example: a variant is a class that says what its activation is; see relu.h.
#pragma once

#include <cstdint>

#include "core/feed_forward/feed_forward.h"
#include "core/feed_forward/feed_forward.pb.h"
#include "core/tensor/dropout.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class UngatedFeedForward : public FeedForward {
 public:
  // Adds "<scope>.inner.weight" and "<scope>.outer.weight" and, with bias, the biases.
  UngatedFeedForward(const config::FeedForward& config, int64_t d_model, const FeedForwardInit& init,
                     const Scope& scope);

  at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const final;
  double Flops(int64_t num_tokens) const final;

 private:
  // inner: [..., d_ff], a tensor that nobody else reads: it may be overwritten.
  virtual at::Tensor Activate(at::Tensor inner) const = 0;
  // activation(inner(x)): a variant with a kernel for both at once says so here.
  virtual at::Tensor ActivateLinear(const at::Tensor& x, const Linear& inner) const {
    return Activate(inner.Forward(x));
  }

  int64_t d_model_, d_ff_;
  Linear inner_, outer_;
  Dropout dropout_;
};

}  // namespace ceteris
