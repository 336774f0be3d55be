#include "core/block/parallel.h"

#include <ATen/TensorOperators.h>

#include "core/block/residual_factory.h"

namespace ceteris {

Parallel::Parallel(const config::Stack& config, const Scope& scope) : residual_(BuildResidual(config, scope)) {}

at::Tensor Parallel::Apply(const at::Tensor& x, const Sublayers& sublayers, const ForwardContext& context) const {
  const auto sum = [&](const at::Tensor& z) {
    const at::Tensor y = sublayers.attend(z) + sublayers.feed_forward(z);
    return sublayers.attend_to_memory == nullptr ? y : y + (*sublayers.attend_to_memory)(z);
  };
  return residual_->Apply(x, sum, context);
}

}  // namespace ceteris
