// A linear map gated by the activation of another, then an outer one: what Glu, Bilinear, Reglu, Geglu and Swiglu
// share.
//
// Shazeer 2020, "GLU Variants Improve Transformer", arXiv:2002.05202, eq. (6). The paper's W is the gate, V the inner
// map, W2 the outer.
//   y = Dropout(activation(x W^T + b) * (x V^T + c)) W2^T + d        W, V: [d_ff, d_model]        W2: [d_model, d_ff]
// Gate and inner map are one product over a packed weight. At equal d_ff this has half as many parameters again as an
// ungated layer; Shazeer takes two thirds of the width to compare at equal parameters.
//
// Example: a variant is a class that says what its activation is; see swiglu.h.
#pragma once

#include <cstdint>

#include "core/feed_forward/feed_forward.h"
#include "core/feed_forward/feed_forward.pb.h"
#include "core/tensor/dropout.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class GatedFeedForward : public FeedForward {
 public:
  // Adds "<scope>.gate.weight" and "<scope>.inner.weight" (slices of one tensor), "<scope>.outer.weight" and, with
  // bias, the biases.
  GatedFeedForward(const config::FeedForward& config, int64_t d_model, const FeedForwardInit& init, const Scope& scope);

  at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const final;
  double Flops(int64_t num_tokens) const final;

 private:
  virtual at::Tensor Activate(const at::Tensor& gate) const = 0;  // [..., d_ff], a view

  int64_t d_model_, d_ff_;
  Linear gate_inner_, outer_;
  Dropout dropout_;
};

}  // namespace ceteris
