// Which keys a query may attend to, and what is added to its scores: a type, not a tensor whose polarity one has to
// guess.
//
// Built once per forward pass and read by every layer. At most one of `causal`, `may_attend`, `score_bias` and `blocks`
// is set: what applies together is folded into one, so that each kernel has one thing to look at.
//
// Example:  const AttentionMask mask = MakeAttentionMask(/*causal=*/true, positions, positions, may_attend, bias);
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace ceteris {

struct BlockedMask;  // core/attention/blocked_mask.h

struct AttentionMask {
  // Query i sees keys 0 .. i. Set only where there are as many queries as keys; with earlier keys in a cache it is in
  // may_attend.
  bool causal = false;
  at::Tensor q_positions;  // [1 | batch, query_len] int64: of the queries and of the keys made from the same tokens
  at::Tensor k_positions;  // [1 | batch, key_len] int64: of all keys, cached ones included
  at::Tensor
      may_attend;  // [1 | batch, 1 | num_heads, 1 | query_len, key_len] bool, true = visible; undefined: see above
  at::Tensor
      score_bias;  // [1 | batch, num_heads, query_len, key_len], added after the scale; -inf where a key is hidden
  // No query sees a key behind its own place, whichever of the three says so: a kernel need not look at those keys.
  bool hides_later = false;
  // Whether a query may be left without any visible key. Its output is then 0, which costs the composed kernel two
  // more passes.
  bool may_hide_all = false;
  // Long self-attention within a window: the mask of its blocks, and the positions above are all else that is set.
  std::shared_ptr<const BlockedMask> blocks = nullptr;
};

// Causality follows the order in the sequence, not position numbers: query i of query_len stands at place key_len -
// query_len + i. So a packed document whose positions start again at 0 never sees a later one, and earlier keys in a
// cache are all visible.
//   q_positions, k_positions: [1 | batch, query_len], [1 | batch, key_len] int64; query_len <= key_len where causal
//   may_attend: undefined, or broadcasts to [batch, num_heads, query_len, key_len] bool
//   score_bias: undefined, or [1 | batch, num_heads, query_len, key_len]
// Throws c10::Error on other shapes. O(query_len * key_len) where anything has to be folded.
AttentionMask MakeAttentionMask(bool causal, const at::Tensor& q_positions, const at::Tensor& k_positions,
                                const at::Tensor& may_attend, const at::Tensor& score_bias);

}  // namespace ceteris
