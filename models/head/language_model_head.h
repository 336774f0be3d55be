// A score for each token of the vocabulary at every place.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.4.
//   logits = hidden Head^T        Head is the embedding's table where that is tied: core/embedding/token_embedding.h
//
// Example:  LanguageModelHead head(&embedding);  at::Tensor logits = head.Forward(hidden, {}, context);
#pragma once

#include "core/embedding/token_embedding.h"
#include "models/head/output_head.h"

namespace ceteris {

class LanguageModelHead final : public OutputHead {
 public:
  // embedding must outlive the head.
  explicit LanguageModelHead(const TokenEmbedding* embedding) : embedding_(embedding) {}

  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& /*may_attend*/,
                     const ForwardContext& /*context*/) const override {
    return embedding_->Logits(hidden);
  }
  double Flops(int64_t batch, int64_t seq_len) const override { return embedding_->LogitFlops(batch * seq_len); }

 private:
  const TokenEmbedding* embedding_;
};

}  // namespace ceteris
