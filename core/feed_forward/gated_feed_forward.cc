#include "core/feed_forward/gated_feed_forward.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/split.h>

#include <vector>

#include "core/feed_forward/feed_forward_shape.h"

namespace ceteris {
namespace {

Linear GateAndInner(int64_t d_model, int64_t d_ff, bool bias, const Initializer& weight, const Scope& scope) {
  const at::Tensor packed = scope.PackedParameter(
      "gate_inner.weight", {{"gate.weight", d_ff, &weight}, {"inner.weight", d_ff, &weight}}, d_model);
  if (!bias) return Linear(packed, at::Tensor());
  const Zeros zeros;
  return Linear(packed,
                scope.PackedParameter("gate_inner.bias", {{"gate.bias", d_ff, &zeros}, {"inner.bias", d_ff, &zeros}}, 0,
                                      WeightDecay::kNoDecay));
}

}  // namespace

GatedFeedForward::GatedFeedForward(const config::FeedForward& config, int64_t d_model, const FeedForwardInit& init,
                                   const Scope& scope)
    : d_model_(d_model),
      d_ff_(InnerWidth(config, d_model)),
      gate_inner_(GateAndInner(d_model, d_ff_, config.bias(), init.weight, scope)),
      outer_(d_ff_, d_model, config.bias(), init.residual, scope.Child("outer")),
      dropout_(config.dropout_rate(), scope.Child("dropout")) {}

at::Tensor GatedFeedForward::Forward(const at::Tensor& x, const ForwardContext& context) const {
  const std::vector<at::Tensor> parts = at::split(gate_inner_.Forward(x), d_ff_, -1);  // gate and inner, [..., d_ff]
  return outer_.Forward(dropout_.Forward(Activate(parts[0]) * parts[1], context));     // [..., d_model]
}

double GatedFeedForward::Flops(int64_t num_tokens) const {
  return Linear::ForwardFlops(num_tokens, d_model_, 2 * d_ff_) + Linear::ForwardFlops(num_tokens, d_ff_, d_model_);
}

}  // namespace ceteris
