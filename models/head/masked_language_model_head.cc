#include "models/head/masked_language_model_head.h"

#include <ATen/ops/gelu.h>

#include "core/norm/norm_factory.h"

namespace ceteris {

MaskedLanguageModelHead::MaskedLanguageModelHead(const config::Stack& stack, const TokenEmbedding* embedding,
                                                 const Initializer& weight, const Scope& scope)
    : embedding_(embedding),
      dense_(stack.d_model(), stack.d_model(), /*bias=*/true, weight, scope.Child("dense")),
      norm_(BuildNorm(stack.norm(), stack.d_model(), scope.Child("norm"))) {}

at::Tensor MaskedLanguageModelHead::Forward(const at::Tensor& hidden, const at::Tensor& /*may_attend*/,
                                            const ForwardContext& /*context*/) const {
  const at::Tensor inner = norm_->Forward(at::gelu(dense_.Forward(hidden), "none"));  // [batch, seq_len, d_model]
  return embedding_->Logits(inner);                                                   // [batch, seq_len, vocab_size]
}

double MaskedLanguageModelHead::Flops(int64_t batch, int64_t seq_len) const {
  const int64_t d_model = dense_.weight().size(0);
  return Linear::ForwardFlops(batch * seq_len, d_model, d_model) + embedding_->LogitFlops(batch * seq_len);
}

}  // namespace ceteris
