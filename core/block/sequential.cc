#include "core/block/sequential.h"

#include "core/block/residual_factory.h"

namespace ceteris {

Sequential::Sequential(const config::Stack& config, bool has_memory, const Scope& scope)
    : attention_(BuildResidual(config, scope.Child("attention"))),
      cross_attention_(has_memory ? BuildResidual(config, scope.Child("cross_attention")) : nullptr),
      feed_forward_(BuildResidual(config, scope.Child("feed_forward"))) {}

at::Tensor Sequential::Apply(const at::Tensor& x, const Sublayers& sublayers, const ForwardContext& context) const {
  at::Tensor y = attention_->Apply(x, sublayers.attend, context);
  if (cross_attention_ != nullptr) y = cross_attention_->Apply(y, *sublayers.attend_to_memory, context);
  return feed_forward_->Apply(y, sublayers.feed_forward, context);
}

}  // namespace ceteris
