// Layer normalisation.
//
// Ba, Kiros and Hinton 2016, "Layer Normalization", arXiv:1607.06450, eq. (4).
//   y = (x - mean(x)) / sqrt(variance(x) + epsilon) * weight + bias       variance over d_model channels, divided by
//   d_model
//
// Example:  LayerNorm norm(config, d_model, scope.Child("norm"));  y = norm.Forward(x);
#pragma once

#include <cstdint>

#include "core/norm/norm.h"
#include "core/norm/norm.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LayerNorm final : public Norm {
 public:
  // Adds "<scope>.weight" [d_model], ones, and where config says so "<scope>.bias" [d_model], zeros; neither is
  // decayed.
  LayerNorm(const config::LayerNorm& config, int64_t d_model, const Scope& scope);

  // Mean and variance are computed in float32 for bfloat16.
  at::Tensor Forward(const at::Tensor& x) const override;

 private:
  double epsilon_;
  at::Tensor weight_;  // [d_model]
  at::Tensor bias_;    // [d_model] or undefined
};

}  // namespace ceteris
