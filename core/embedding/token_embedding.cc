#include "core/embedding/token_embedding.h"

#include <ATen/ops/embedding.h>

namespace ceteris {
namespace {

Linear MakeHead(const config::Embedding& config, const at::Tensor& token_weight, const Initializer& weight,
                const Scope& model_scope) {
  if (config.tied()) return Linear(token_weight, at::Tensor());
  return Linear(token_weight.size(1), token_weight.size(0), /*bias=*/false, weight, model_scope.Child("head"));
}

}  // namespace

TokenEmbedding::TokenEmbedding(const config::Embedding& config, const EmbeddingContext& context,
                               const Initializer& weight, const Scope& model_scope)
    : weight_(model_scope.Child("embedding")
                  .Child("token")
                  .Parameter("weight", {context.vocab_size, context.d_model}, weight)),
      head_(MakeHead(config, weight_, weight, model_scope)) {}

at::Tensor TokenEmbedding::Forward(const at::Tensor& tokens) const { return at::embedding(weight_, tokens); }

at::Tensor TokenEmbedding::Logits(const at::Tensor& hidden) const { return head_.Forward(hidden); }

double TokenEmbedding::LogitFlops(int64_t num_tokens) const {
  return Linear::ForwardFlops(num_tokens, weight_.size(1), weight_.size(0));
}

}  // namespace ceteris
