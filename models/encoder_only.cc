#include "models/encoder_only.h"

#include <c10/util/Exception.h>

#include "core/embedding/patch_shape.h"
#include "models/head/head_factory.h"

namespace ceteris {
namespace {

// 0 where the model reads tokens.
int64_t NumPatches(const config::Model& config, const TaskShape& shape) {
  if (!config.input().has_patches()) return 0;
  return PatchShapeOf(config.input().patches(), shape.image_size, shape.image_channels).seq_len();
}

std::unique_ptr<TokenEmbedding> MakeTokens(const config::Model& config, const TaskShape& shape,
                                           const Initializer& weight, const Scope& scope) {
  if (config.input().has_patches()) return nullptr;
  return std::make_unique<TokenEmbedding>(
      config.embedding(), EmbeddingContext{shape.vocab_size, config.encoder().d_model()}, weight, scope);
}

std::unique_ptr<SegmentEmbedding> MakeSegments(const config::Model& config, const TaskShape& shape,
                                               const Initializer& weight, const Scope& scope) {
  if (shape.num_segments == 0) return nullptr;
  return std::make_unique<SegmentEmbedding>(shape.num_segments, config.encoder().d_model(), weight, scope);
}

std::unique_ptr<PatchEmbedding> MakePatches(const config::Model& config, const TaskShape& shape,
                                            const Initializer& weight, const Scope& scope) {
  if (!config.input().has_patches()) return nullptr;
  return std::make_unique<PatchEmbedding>(
      PatchShapeOf(config.input().patches(), shape.image_size, shape.image_channels), config.encoder().d_model(),
      weight, scope);
}

StackContext EncoderContext(const config::Model& config, const TaskShape& shape, const InitialWeights& initial,
                            const Scope& scope) {
  StackContext stack{scope.Child("embedding"), *initial.weight, *initial.residual};
  stack.seq_len = config.input().has_patches() ? NumPatches(config, shape) : shape.seq_len;
  stack.causal = false;
  stack.embedding_dropout_rate = config.embedding().dropout_rate();
  return stack;
}

}  // namespace

EncoderOnly::EncoderOnly(const config::Model& config, const TaskShape& shape, const Scope& scope)
    : EncoderOnly(
          config, shape,
          BuildInitialization(config.initialization(), 2 * config.encoder().num_layers(), config.encoder().d_model()),
          scope) {}

EncoderOnly::EncoderOnly(const config::Model& config, const TaskShape& shape, const InitialWeights& initial,
                         const Scope& scope)
    : num_patches_(NumPatches(config, shape)),
      tokens_(MakeTokens(config, shape, *initial.weight, scope)),
      segments_(MakeSegments(config, shape, *initial.weight, scope)),
      patches_(MakePatches(config, shape, *initial.weight, scope)),
      encoder_(config.encoder(), EncoderContext(config, shape, initial, scope), scope.Child("encoder")),
      head_(BuildHead(config.head(), HeadContext{config.encoder(), shape.num_classes, tokens_.get(), *initial.weight},
                      scope.Child("head"))) {}

at::Tensor EncoderOnly::Embed(const Batch& batch) const {
  TORCH_CHECK(!batch.source.defined(), "an encoder alone reads inputs or images, no source");
  TORCH_CHECK(segments_ != nullptr || !batch.segments.defined(), "this model was built without segments");
  if (patches_ != nullptr) return patches_->Forward(batch.images);  // [batch, num_patches, d_model]
  TORCH_CHECK(batch.inputs.defined(), "this model reads tokens");
  const at::Tensor x = tokens_->Forward(batch.inputs);  // [batch, seq_len, d_model]
  return segments_ == nullptr ? x : segments_->AddTo(x, batch.segments);
}

ModelOutput EncoderOnly::Forward(const Batch& batch, const ForwardContext& context) const {
  TORCH_CHECK(context.cache == nullptr, "an encoder sees the whole sequence: it has no cache");
  const at::Tensor hidden =
      encoder_.Forward(Embed(batch), batch.positions, batch.may_attend, context);  // [batch, seq_len, d_model]
  return {head_->Forward(hidden, batch.may_attend, context), hidden};
}

double EncoderOnly::ForwardFlops(int64_t batch, const TaskShape& shape) const {
  const int64_t seq_len = patches_ == nullptr ? shape.seq_len : num_patches_;
  return encoder_.ForwardFlops(batch, seq_len) + head_->Flops(batch, seq_len) +
         (patches_ == nullptr ? tokens_->EmbedFlops(batch * seq_len) : patches_->Flops(batch));
}

std::unique_ptr<KvCache> EncoderOnly::MakeCache(int64_t /*batch*/, int64_t /*max_len*/) const {
  TORCH_CHECK(false, "an encoder sees the whole sequence: it has no cache");
}

}  // namespace ceteris
