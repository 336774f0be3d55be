#include "core/norm/layer_norm.h"

#include <ATen/ops/layer_norm.h>

#include "core/norm/layer_norm_function.h"

namespace ceteris {

LayerNorm::LayerNorm(const config::LayerNorm& config, int64_t d_model, const Scope& scope)
    : epsilon_(config.epsilon()), weight_(scope.Parameter("weight", {d_model}, Ones(), WeightDecay::kNoDecay)) {
  if (config.bias()) bias_ = scope.Parameter("bias", {d_model}, Zeros(), WeightDecay::kNoDecay);
}

at::Tensor LayerNorm::Forward(const at::Tensor& x) const {
  if (LayerNormFitsCpuKernels(x)) return LayerNormOnCpuKernels(x, weight_, bias_, epsilon_);
  return at::layer_norm(x, weight_.sizes(), weight_, bias_, epsilon_);
}

}  // namespace ceteris
