#include "core/block/block.h"

#include <c10/util/Exception.h>

#include "core/block/arrangement_factory.h"
#include "core/feed_forward/feed_forward_factory.h"

namespace ceteris {
namespace {

AttentionShape CrossShape(AttentionShape shape, int64_t memory_d_model) {
  shape.memory_d_model = memory_d_model;
  return shape;
}

}  // namespace

Block::Block(const config::Stack& config, const StackContext& context, const BlockPlace& place, const Scope& scope)
    : shape_(ShapeOf(config.attention(), config.d_model())),
      cross_shape_(CrossShape(shape_, context.memory_d_model)),
      attention_(shape_, config.attention(), {context.weight, context.residual, context.seq_len, context.causal},
                 place.position, place.layer, scope.Child("attention")),
      feed_forward_(BuildFeedForward(config.feed_forward(), config.d_model(), {context.weight, context.residual},
                                     scope.Child("feed_forward"))),
      arrangement_(BuildArrangement(config, /*has_memory=*/context.memory_d_model > 0, scope)),
      layer_drop_(config.layer_drop_rate(), scope) {
  if (context.memory_d_model == 0) return;
  const Scope cross = scope.Child("cross_attention");
  cross_attention_ = std::make_unique<MultiHeadAttention>(
      cross_shape_, config.attention(),
      AttentionContext{context.weight, context.residual, context.seq_len, context.causal}, place.position, place.layer,
      cross);
}

at::Tensor Block::Forward(const at::Tensor& x, const BlockInputs& inputs, const ForwardContext& context) const {
  TORCH_CHECK(inputs.memory.defined() == (cross_attention_ != nullptr), "a memory and cross-attention go together");
  return layer_drop_.Apply(
      x, [&](const ForwardContext& inner) { return Compute(x, inputs, inner); }, context);
}

at::Tensor Block::Compute(const at::Tensor& x, const BlockInputs& inputs, const ForwardContext& context) const {
  const auto attend = [&](const at::Tensor& z) { return attention_.Forward(z, inputs.mask, context); };
  const auto attend_to_memory = [&](const at::Tensor& z) {
    return cross_attention_->Forward(z, inputs.memory, inputs.memory_mask, context);
  };
  const auto feed_forward = [&](const at::Tensor& z) { return feed_forward_->Forward(z, context); };
  const Residual::Sublayer cross(attend_to_memory);
  return arrangement_->Apply(x, {attend, cross_attention_ == nullptr ? nullptr : &cross, feed_forward}, context);
}

double Block::Flops(int64_t batch, int64_t query_len, int64_t key_len, int64_t memory_len) const {
  double flops = attention_.Flops({batch, query_len, key_len}) + feed_forward_->Flops(batch * query_len);
  if (cross_attention_ != nullptr) flops += cross_attention_->Flops({batch, query_len, memory_len});
  return flops;
}

}  // namespace ceteris
