// Token embeddings and the head that turns the last hidden state into logits.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.4; tied head: Press and Wolf 2016, "Using the Output Embedding to
// Improve Language Models", arXiv:1608.05859. The paper multiplies the embeddings by sqrt(d_model); nothing here
// does, as in GPT-2.
//   x[t] = weight[token[t]]        logits = hidden head^T        head = weight where tied, else a matrix of its own; no
//   bias
//
// Example:  TokenEmbedding embedding(config, {vocab_size, d_model}, Normal(0.02), model_scope);
//           at::Tensor hidden = stack.Forward(embedding.Forward(tokens), positions, may_attend, context);
//           at::Tensor logits = embedding.Logits(hidden);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/embedding/embedding.pb.h"
#include "core/embedding/embedding_context.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class TokenEmbedding {
 public:
  // Adds "embedding.token.weight" [vocab_size, d_model] below model_scope and, where not tied, "head.weight" of the
  // same shape.
  TokenEmbedding(const config::Embedding& config, const EmbeddingContext& context, const Initializer& weight,
                 const Scope& model_scope);

  // tokens: [batch, seq_len] int64 in [0, vocab_size). Returns [batch, seq_len, d_model]. Positions and the embedding
  // dropout are the stack's work: they act on the sum.
  at::Tensor Forward(const at::Tensor& tokens) const;

  // hidden: [..., d_model]. Returns [..., vocab_size].
  at::Tensor Logits(const at::Tensor& hidden) const;

  // Floating-point operations of Logits() for num_tokens tokens; a multiplication and an addition count as two.
  // Forward() has none.
  double LogitFlops(int64_t num_tokens) const;

 private:
  at::Tensor weight_;  // [vocab_size, d_model]
  Linear head_;        // shares weight_ where tied
};

}  // namespace ceteris
