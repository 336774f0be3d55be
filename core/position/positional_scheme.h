// What a positional encoding can do to a Transformer.
//
// A scheme acts at one or more of the places below; at all others it is the identity, so "no positional encoding" is
// the empty class. Positions are explicit for queries and keys: a KV cache, packed documents and left padding need no
// special case.
//
// One instance serves all layers of a stack. What it trains may be shared by them (T5's table is) or be one tensor per
// layer (Shaw's are): where a scheme depends on queries, keys or values it is told the layer.
//
//   x = scheme.AddToEmbeddings(x, positions)                              before the first block
//   scores = RotateQuery(q) RotateKey(k)^T                                in every layer
//   scores = AdjustScores(scores, q, k) / sqrt(head_dim) + ScoreBias()
//   mixed  = AddToMixed(probabilities v, probabilities)
//
// Example:  std::unique_ptr<PositionalScheme> scheme = BuildPosition(config, context, placement);
//           x = scheme->AddToEmbeddings(x, positions);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>

namespace ceteris {

// Which scores a scheme is asked about.
struct ScorePlace {
  const at::Tensor& q_positions;  // [1 | batch, query_len] int64
  const at::Tensor& k_positions;  // [1 | batch, key_len] int64: of all keys, cached ones included
  int layer = 0;                  // 0 .. num_layers - 1
};

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

  // What depends on q and k, before the division by sqrt(head_dim). scores: [batch, num_heads, query_len, key_len];
  // q and k as above, k with all keys. Runs on the composed kernel only, so a scheme that overrides it also says so by
  // adjusts_scores().
  virtual at::Tensor AdjustScores(const at::Tensor& scores, const at::Tensor& q, const at::Tensor& k,
                                  const ScorePlace& place) const;
  virtual bool adjusts_scores() const { return false; }

  // What depends on the probabilities beside the values. mixed: [batch, num_heads, query_len, value width], the
  // probabilities times the values; probabilities: [batch, num_heads, query_len, key_len], 0 at hidden keys and after
  // dropout, where there is any. Returns mixed with what the scheme adds. On the composed kernel only, as above.
  virtual at::Tensor AddToMixed(const at::Tensor& mixed, const at::Tensor& probabilities,
                                const ScorePlace& place) const;
  virtual bool adds_to_mixed() const { return false; }

  // Floating-point operations of one layer in a forward pass, counted as AttentionFlops() does: matrix
  // products only.
  virtual double FlopsPerLayer(int64_t batch, int64_t query_len, int64_t key_len) const;

  // Positions from this one on are undefined: a model is not evaluated there.
  virtual int64_t max_positions() const { return kUnlimited; }
};

}  // namespace ceteris
