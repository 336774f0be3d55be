#include "core/norm/rms_norm.h"

#include <ATen/ops/rms_norm.h>

namespace ceteris {

RmsNorm::RmsNorm(const config::RmsNorm& config, int64_t d_model, const Scope& scope)
    : epsilon_(config.epsilon()), weight_(scope.Parameter("weight", {d_model}, Ones(), WeightDecay::kNoDecay)) {}

at::Tensor RmsNorm::Forward(const at::Tensor& x) const { return at::rms_norm(x, weight_.sizes(), weight_, epsilon_); }

}  // namespace ceteris
