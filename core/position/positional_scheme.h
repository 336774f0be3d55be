// What a positional encoding can do to a Transformer.
//
// A scheme acts at one or more of the places below; at all others it is the identity, so "no positional encoding" is
// the empty class. Positions are explicit for queries and keys: a KV cache, packed documents and left padding need no
// special case.
//
// One instance serves all layers of a stack: what it trains is shared by them (T5's table is).
//
//   x = scheme.AddToEmbeddings(x, positions)                              before the first block
//   scores = RotateQuery(q) RotateKey(k)^T                                in every layer
//   scores = AdjustScores(scores, q, k) / sqrt(head_dim) + ScoreBias()
//
// Example:  std::unique_ptr<PositionalScheme> scheme = BuildPosition(config, context, placement);
//           x = scheme->AddToEmbeddings(x, positions);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>

namespace ceteris {

class PositionalScheme {
 public:
  static constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

  virtual ~PositionalScheme() = default;

  // x: [batch, seq_len, d_model]       positions: [1 | batch, seq_len] int64, >= 0, here and below
  // Returns x with what the scheme adds, same shape and dtype.
  virtual at::Tensor AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const;

  // q: [batch, num_heads, query_len, head_dim]        q_positions: [1 | batch, query_len]
  // k: [batch, num_kv_heads, new_keys, head_dim]      k_positions: [1 | batch, new_keys]: cached keys are rotated
  // already
  virtual at::Tensor RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const;
  virtual at::Tensor RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const;

  // What is added to the scores after they are divided by sqrt(head_dim), whatever q and k are: it is asked for once
  // per forward pass and serves every layer. [1 | batch, num_heads, query_len, key_len] in the model's dtype, but
  // float32 where that is bfloat16. An undefined tensor adds nothing. O(query_len * key_len).
  virtual at::Tensor ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const;
  // Whether that bias is trained: the fused kernel computes no gradient for it, so such a scheme runs on the composed
  // one.
  virtual bool score_bias_requires_grad() const { return false; }

  // What depends on q and k, before the division by sqrt(head_dim). scores: [batch, num_heads, query_len, key_len].
  // Runs on the composed kernel only, so a scheme that overrides it also says so by adjusts_scores().
  virtual at::Tensor AdjustScores(const at::Tensor& scores, const at::Tensor& q, const at::Tensor& k,
                                  const at::Tensor& q_positions, const at::Tensor& k_positions) const;
  virtual bool adjusts_scores() const { return false; }

  // Positions from this one on are undefined: a model is not evaluated there.
  virtual int64_t max_positions() const { return kUnlimited; }
};

}  // namespace ceteris
