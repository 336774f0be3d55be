#include "core/feed_forward/ungated_feed_forward.h"

#include "core/feed_forward/feed_forward_shape.h"

namespace ceteris {

UngatedFeedForward::UngatedFeedForward(const config::FeedForward& config, int64_t d_model, const FeedForwardInit& init,
                                       const Scope& scope)
    : d_model_(d_model),
      d_ff_(InnerWidth(config, d_model)),
      inner_(d_model, d_ff_, config.bias(), init.weight, scope.Child("inner")),
      outer_(d_ff_, d_model, config.bias(), init.residual, scope.Child("outer")),
      dropout_(config.dropout_rate(), scope.Child("dropout")) {}

at::Tensor UngatedFeedForward::Forward(const at::Tensor& x, const ForwardContext& context) const {
  const at::Tensor inner = ActivateLinear(x, inner_);       // [..., d_ff]
  return outer_.Forward(dropout_.Forward(inner, context));  // [..., d_model]
}

double UngatedFeedForward::Flops(int64_t num_tokens) const {
  return Linear::ForwardFlops(num_tokens, d_model_, d_ff_) + Linear::ForwardFlops(num_tokens, d_ff_, d_model_);
}

}  // namespace ceteris
