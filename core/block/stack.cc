#include "core/block/stack.h"

#include "core/attention/attention_mask.h"
#include "core/block/checkpointed_block.h"
#include "core/norm/norm_factory.h"
#include "core/position/consecutive_positions.h"
#include "core/position/position_factory.h"

namespace ceteris {
namespace {

std::unique_ptr<PositionalScheme> MakePosition(const config::Stack& config, const StackContext& context,
                                               const Scope& scope) {
  const AttentionShape shape = ShapeOf(config.attention(), config.d_model());
  PositionContext position{config.d_model(), shape.head_dim, shape.num_heads, context.seq_len, context.causal};
  position.num_layers = config.num_layers();
  position.value_head_dim = shape.value_head_dim;
  return BuildPosition(config.position(), position, {context.embedding_scope, scope, context.weight});
}

std::unique_ptr<Norm> MakeEmbeddingNorm(const config::Stack& config, const Scope& scope) {
  if (!config.has_embedding_norm()) return nullptr;
  return BuildNorm(config.embedding_norm().norm(), config.d_model(), scope.Child("embedding_norm"));
}

std::unique_ptr<RandomisedPositions> MakeRandomised(const config::Position& config, const Scope& scope) {
  if (!config.has_randomised()) return nullptr;
  return std::make_unique<RandomisedPositions>(config.randomised(), scope.Child("position"));
}

}  // namespace

Stack::Stack(const config::Stack& config, const StackContext& context, const Scope& scope)
    : options_(scope.options()),
      seq_len_(context.seq_len),
      position_(MakePosition(config, context, scope)),
      randomised_(MakeRandomised(config.position(), scope)),
      masks_(context.causal, config.attention(), position_.get()),
      embedding_norm_(MakeEmbeddingNorm(config, scope)),
      embedding_dropout_(context.embedding_dropout_rate, scope.Child("embedding_dropout")) {
  TORCH_CHECK(config.num_layers() > 0, "a stack of no layers");
  for (int layer = 0; layer < config.num_layers(); ++layer) {
    blocks_.emplace_back(config, context, BlockPlace{position_.get(), layer}, scope.Child(layer));
  }
  if (blocks_.front().needs_final_norm()) norm_ = BuildNorm(config.norm(), config.d_model(), scope.Child("norm"));
}

at::Tensor Stack::Forward(const at::Tensor& x, const at::Tensor& positions, const at::Tensor& may_attend,
                          const ForwardContext& context) const {
  return Forward(x, positions, may_attend, Memory(), context);
}

at::Tensor Stack::Forward(const at::Tensor& x, const at::Tensor& positions, const at::Tensor& may_attend,
                          const Memory& memory, const ForwardContext& context) const {
  KvCache* const cache = context.cache;
  const int64_t start = cache == nullptr ? 0 : cache->length();
  at::Tensor q_positions = positions.defined() ? positions : ConsecutivePositions(start, x.size(1), x.device());
  if (randomised_ != nullptr) {
    q_positions = randomised_->Assign(q_positions, cache == nullptr ? x.size(1) : cache->max_len(), context);
  }
  const at::Tensor k_positions = cache == nullptr ? q_positions : cache->AppendPositions(q_positions);
  BlockInputs inputs{masks_.Build(q_positions, k_positions, may_attend)};
  if (memory.hidden.defined()) {
    inputs.memory = memory.hidden;
    const at::Tensor memory_positions = ConsecutivePositions(0, memory.hidden.size(1), x.device());
    inputs.memory_mask =
        MakeAttentionMask(/*causal=*/false, q_positions, memory_positions, memory.may_attend, at::Tensor());
  }
  at::Tensor y = position_->AddToEmbeddings(x, q_positions);  // [batch, seq_len, d_model]
  if (embedding_norm_ != nullptr) y = embedding_norm_->Forward(y);
  y = embedding_dropout_.Forward(y, context);
  for (const Block& block : blocks_) {
    y = context.checkpoint_blocks ? ForwardCheckpointed(block, y, inputs, context) : block.Forward(y, inputs, context);
  }
  return norm_ == nullptr ? y : norm_->Forward(y);
}

std::unique_ptr<KvCache> Stack::MakeCache(int64_t batch, int64_t max_len) const {
  const AttentionShape& shape = blocks_.front().attention_shape();
  const KvCacheSize size{
      static_cast<int64_t>(blocks_.size()), batch, shape.num_kv_heads, max_len, shape.head_dim, shape.value_head_dim};
  return std::make_unique<KvCache>(size, options_);
}

int64_t Stack::max_positions() const {
  return randomised_ == nullptr ? position_->max_positions() : randomised_->max_positions();
}

double Stack::ForwardFlops(int64_t batch, int64_t seq_len, int64_t memory_len) const {
  double flops = static_cast<double>(blocks_.size()) * position_->FlopsPerLayer(batch, seq_len, seq_len);
  for (const Block& block : blocks_) flops += block.Flops(batch, seq_len, seq_len, memory_len);
  return flops;
}

}  // namespace ceteris
