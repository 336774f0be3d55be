#include "core/block/sandwich.h"

#include <ATen/TensorOperators.h>

#include "core/norm/norm_factory.h"

namespace ceteris {

Sandwich::Sandwich(const config::Stack& config, const Scope& scope)
    : norm_(BuildNorm(config.norm(), config.d_model(), scope.Child("norm"))),
      output_norm_(BuildNorm(config.norm(), config.d_model(), scope.Child("output_norm"))),
      branch_(config, scope) {}

at::Tensor Sandwich::Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const {
  return x + branch_.Forward(output_norm_->Forward(sublayer(norm_->Forward(x))), context);
}

}  // namespace ceteris
