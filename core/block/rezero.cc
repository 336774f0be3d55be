#include "core/block/rezero.h"

#include <ATen/TensorOperators.h>

#include "core/norm/norm_factory.h"

namespace ceteris {

ReZero::ReZero(const config::Stack& config, const Scope& scope)
    : norm_(BuildNorm(config.norm(), config.d_model(), scope.Child("norm"))),
      branch_(config, scope),
      alpha_(scope.Parameter("alpha", {1}, Zeros(), WeightDecay::kNoDecay)) {}

at::Tensor ReZero::Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const {
  return x + alpha_ * branch_.Forward(sublayer(norm_->Forward(x)), context);
}

}  // namespace ceteris
