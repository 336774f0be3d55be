#include "core/norm/scale_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <cmath>

namespace ceteris {

ScaleNorm::ScaleNorm(const config::ScaleNorm& config, int64_t d_model, const Scope& scope)
    : epsilon_(config.epsilon()),
      weight_(
          scope.Parameter("weight", {1}, Constant(std::sqrt(static_cast<double>(d_model))), WeightDecay::kNoDecay)) {}

at::Tensor ScaleNorm::Forward(const at::Tensor& x) const {
  const at::ScalarType wide = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor length = at::linalg_vector_norm(x, 2, {-1}, /*keepdim=*/true, wide);  // [..., 1]
  return (x * (weight_ / length.clamp_min(epsilon_))).to(x.scalar_type());
}

}  // namespace ceteris
