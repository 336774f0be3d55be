// Normalisation of the residual stream, channel by channel and token by token.
//
// Example:  std::unique_ptr<Norm> norm = BuildNorm(config.norm(), d_model, scope.Child("norm"));   // norm_factory.h
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

class Norm {
 public:
  virtual ~Norm() = default;

  // x: [..., d_model], float32, float64 or bfloat16. Returns the same shape and dtype, possibly x itself; each token
  // from its own channels only. No matrix product: it counts no FLOPs.
  virtual at::Tensor Forward(const at::Tensor& x) const = 0;
};

}  // namespace ceteris
