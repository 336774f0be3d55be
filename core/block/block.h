// One Transformer block: self-attention, cross-attention where there is a memory, feed-forward, arranged with their
// residual connections.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.1. Sequential with pre-norm residuals, for example:
//   x <- x + Attention(Norm(x))
//   x <- x + CrossAttention(Norm(x), memory)        in the decoder of an encoder-decoder
//   x <- x + FeedForward(Norm(x))
//
// Example:  Block block(config, stack_context, {position, /*layer=*/3}, scope.Child(3));
//           x = block.Forward(x, {mask, memory, memory_mask}, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/attention/attention_mask.h"
#include "core/attention/multi_head_attention.h"
#include "core/block/arrangement.h"
#include "core/block/block.pb.h"
#include "core/block/layer_drop.h"
#include "core/block/stack_context.h"
#include "core/feed_forward/feed_forward.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

// Where a block stands.
struct BlockPlace {
  const PositionalScheme* position = nullptr;  // shared by the stack; outlives the block
  int layer = 0;
};

// What every block of a pass reads beside the residual stream.
struct BlockInputs {
  AttentionMask mask;
  at::Tensor memory = {};  // [batch, memory_len, memory_d_model]; undefined without cross-attention
  AttentionMask memory_mask = {};
};

class Block {
 public:
  // Adds "<scope>.attention.*", "<scope>.cross_attention.*" where context has a memory, "<scope>.feed_forward.*", and
  // what the arrangement adds.
  Block(const config::Stack& config, const StackContext& context, const BlockPlace& place, const Scope& scope);

  // x: [batch, seq_len, d_model]. Returns the same shape.
  at::Tensor Forward(const at::Tensor& x, const BlockInputs& inputs, const ForwardContext& context) const;

  // Of one forward pass; see AttentionFlops(). memory_len counts only where there is cross-attention.
  double Flops(int64_t batch, int64_t query_len, int64_t key_len, int64_t memory_len) const;

  const MultiHeadAttention& attention() const { return attention_; }
  const AttentionShape& attention_shape() const { return shape_; }
  bool needs_final_norm() const { return arrangement_->needs_final_norm(); }

 private:
  at::Tensor Compute(const at::Tensor& x, const BlockInputs& inputs, const ForwardContext& context) const;

  AttentionShape shape_, cross_shape_;
  MultiHeadAttention attention_;
  std::unique_ptr<MultiHeadAttention> cross_attention_;  // null without a memory
  std::unique_ptr<FeedForward> feed_forward_;
  std::unique_ptr<Arrangement> arrangement_;
  LayerDrop layer_drop_;
};

}  // namespace ceteris
