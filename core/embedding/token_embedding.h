// The two ends of a model of tokens: embeddings going in, and the head that turns the last hidden state into logits.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.4; tied head: Press and Wolf 2016, "Using the Output Embedding to
// Improve Language Models", arXiv:1608.05859.
//   x = Table(tokens)        logits = (head_scale * hidden) head^T + bias
//   head = the whole embedding where tied, else a matrix of its own; no bias unless config says so
// Table is core/embedding/embedding_table.h. With three ways tied (tied and source_tied) encoder, decoder and head of
// an encoder-decoder share one table.
//
// Example:  TokenEmbedding embedding(config, {vocab_size, d_model}, Normal(0.02), model_scope);
//           at::Tensor hidden = stack.Forward(embedding.Forward(tokens), positions, may_attend, context);
//           at::Tensor logits = embedding.Logits(hidden);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/embedding/embedding.pb.h"
#include "core/embedding/embedding_context.h"
#include "core/embedding/embedding_table.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class TokenEmbedding {
 public:
  // Adds "embedding.token.*" below model_scope (see EmbeddingTable), where there is a source that is not tied
  // "embedding.source.*", where not tied "head.weight" [vocab_size, d_model], and with head_bias "head.bias"
  // [vocab_size], zeros, not decayed. The config must have passed ValidateEmbedding().
  TokenEmbedding(const config::Embedding& config, const EmbeddingContext& context, const Initializer& weight,
                 const Scope& model_scope);

  // tokens: [batch, seq_len] int64 in [0, vocab_size). Returns [batch, seq_len, d_model]. Positions and the embedding
  // dropout are the stack's work: they act on the sum.
  at::Tensor Forward(const at::Tensor& tokens) const;
  // The same for what the encoder of an encoder-decoder reads: [batch, source_len, source_d_model]. Throws c10::Error
  // where there is no source.
  at::Tensor ForwardSource(const at::Tensor& tokens) const;

  // hidden: [..., d_model]. Returns [..., vocab_size].
  at::Tensor Logits(const at::Tensor& hidden) const;

  // Floating-point operations for num_tokens tokens; a multiplication and an addition count as two. Looking up has
  // none: EmbedFlops() of Forward() and ForwardSource() is 0 unless the table is factorised.
  double EmbedFlops(int64_t num_tokens) const { return token_.Flops(num_tokens); }
  double SourceFlops(int64_t num_tokens) const { return source().Flops(num_tokens); }
  double LogitFlops(int64_t num_tokens) const;

 private:
  const EmbeddingTable& source() const { return source_ == nullptr ? token_ : *source_; }

  bool has_source_, tied_;
  double head_scale_;
  EmbeddingTable token_;
  std::unique_ptr<EmbeddingTable> source_;  // null where the encoder reads token_
  Linear head_;                             // shares the table of token_ where tied
};

}  // namespace ceteris
