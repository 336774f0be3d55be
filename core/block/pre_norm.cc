#include "core/block/pre_norm.h"

#include <ATen/TensorOperators.h>

#include "core/norm/norm_factory.h"

namespace ceteris {

PreNorm::PreNorm(const config::Stack& config, const Scope& scope)
    : norm_(BuildNorm(config.norm(), config.d_model(), scope.Child("norm"))), branch_(config, scope) {}

at::Tensor PreNorm::Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const {
  return x + branch_.Forward(sublayer(norm_->Forward(x)), context);
}

}  // namespace ceteris
