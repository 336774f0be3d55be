#include "core/embedding/token_embedding.h"

#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

namespace ceteris {
namespace {

Linear MakeHead(const config::Embedding& config, const EmbeddingContext& context, const at::Tensor& table,
                const Initializer& weight, const Scope& scope) {
  if (!config.tied()) return Linear(context.d_model, context.vocab_size, config.head_bias(), weight, scope);
  if (!config.head_bias()) return Linear(table, at::Tensor());
  return Linear(table, scope.Parameter("bias", {context.vocab_size}, Zeros(), WeightDecay::kNoDecay));
}

}  // namespace

TokenEmbedding::TokenEmbedding(const config::Embedding& config, const EmbeddingContext& context,
                               const Initializer& weight, const Scope& model_scope)
    : has_source_(context.source_d_model > 0),
      tied_(config.tied()),
      head_scale_(config.head_scale()),
      token_(config, context.vocab_size, context.d_model, weight, model_scope.Child("embedding").Child("token")),
      head_(MakeHead(config, context, token_.weight(), weight, model_scope.Child("head"))) {
  if (!has_source_) return;
  if (!config.source_tied()) {
    source_ = std::make_unique<EmbeddingTable>(config, context.vocab_size, context.source_d_model, weight,
                                               model_scope.Child("embedding").Child("source"));
  }
  TORCH_CHECK(source_ != nullptr || context.source_d_model == context.d_model,
              "one table for encoder and decoder, and d_model is ", context.source_d_model, " and ", context.d_model);
}

at::Tensor TokenEmbedding::Forward(const at::Tensor& tokens) const { return token_.Forward(tokens); }

at::Tensor TokenEmbedding::ForwardSource(const at::Tensor& tokens) const {
  TORCH_CHECK(has_source_, "an embedding that was built without a source");
  return source().Forward(tokens);
}

at::Tensor TokenEmbedding::Logits(const at::Tensor& hidden) const {
  const at::Tensor scaled = head_scale_ == 1 ? hidden : hidden * head_scale_;
  return head_.Forward(tied_ ? token_.BackToTable(scaled) : scaled);  // [..., vocab_size]
}

double TokenEmbedding::LogitFlops(int64_t num_tokens) const {
  const at::Tensor& head = head_.weight();  // [vocab_size, d_model or factor_dim]
  return (tied_ ? token_.Flops(num_tokens) : 0) + Linear::ForwardFlops(num_tokens, head.size(1), head.size(0));
}

}  // namespace ceteris
