#include "core/block/post_norm.h"

#include <ATen/TensorOperators.h>

#include "core/norm/norm_factory.h"

namespace ceteris {

PostNorm::PostNorm(const config::Stack& config, const Scope& scope)
    : norm_(BuildNorm(config.norm(), config.d_model(), scope.Child("norm"))), branch_(config, scope) {}

at::Tensor PostNorm::Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const {
  return norm_->Forward(x + branch_.Forward(sublayer(x), context));
}

}  // namespace ceteris
