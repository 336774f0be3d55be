// Root mean square normalisation.
//
// Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", arXiv:1910.07467, eq. (4), with epsilon inside the
// root as in Llama.
//   y = x / sqrt(mean(x^2) + epsilon) * weight
//
// Example:  RmsNorm norm(config, d_model, scope.Child("norm"));  y = norm.Forward(x);
#pragma once

#include <cstdint>

#include "core/norm/norm.h"
#include "core/norm/norm.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class RmsNorm final : public Norm {
 public:
  // Adds "<scope>.weight" [d_model], ones, not decayed.
  RmsNorm(const config::RmsNorm& config, int64_t d_model, const Scope& scope);

  // The mean square is computed in float32 for bfloat16.
  at::Tensor Forward(const at::Tensor& x) const override;

 private:
  double epsilon_;
  at::Tensor weight_;  // [d_model]
};

}  // namespace ceteris
