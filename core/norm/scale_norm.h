// Scale normalisation.
//
// Nguyen and Salazar 2019, "Transformers without Tears", arXiv:1910.05895, section 2.3: one gain for all channels,
// which starts at sqrt(d_model). Deviation: lengths below epsilon divide as epsilon, as in the authors' code, so that a
// token of zeros stays one.
//   y = gain * x / max(|x|, epsilon)
//
// Example:  ScaleNorm norm(config, d_model, scope.Child("norm"));  y = norm.Forward(x);
#pragma once

#include <cstdint>

#include "core/norm/norm.h"
#include "core/norm/norm.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class ScaleNorm final : public Norm {
 public:
  // Adds "<scope>.weight" [1], sqrt(d_model), not decayed.
  ScaleNorm(const config::ScaleNorm& config, int64_t d_model, const Scope& scope);

  // The length is computed in float32 for bfloat16.
  at::Tensor Forward(const at::Tensor& x) const override;

 private:
  double epsilon_;
  at::Tensor weight_;  // [1]
};

}  // namespace ceteris
