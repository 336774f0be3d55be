// Keys and values of the tokens so far, so that generating a token costs one row of queries instead of the whole
// sequence again.
//
// Memory for max_len tokens is taken at once: growing by concatenation would copy everything at every token. For
// inference only.
//
// Example:  KvCache cache({num_layers, batch, num_kv_heads, /*max_len=*/256, head_dim, value_head_dim}, options);
//           context.cache = &cache;  stack.Forward(prompt, ...);  stack.Forward(next_token, ...);   // Stack appends
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace ceteris {

struct KvCacheSize {
  int64_t num_layers, batch, num_kv_heads, max_len;
  int64_t head_dim;        // of a key
  int64_t value_head_dim;  // of a value
};

class KvCache {
 public:
  // options: dtype and device of the model.
  KvCache(const KvCacheSize& size, at::TensorOptions options);

  // k, v: [batch, num_kv_heads, new_keys, head_dim | value_head_dim], keys normed and rotated already, without
  // gradient. Returns all of this layer's so far, [batch, num_kv_heads, length, ...], as views. Throws c10::Error where
  // they do not fit.
  std::pair<at::Tensor, at::Tensor> Append(int layer, const at::Tensor& k, const at::Tensor& v);

  // positions: [1 | batch, new_keys] int64 of the tokens that are about to be appended to every layer. Returns those of
  // all keys, [1 | batch, length() + new_keys]. Once per forward pass, before the first layer.
  at::Tensor AppendPositions(const at::Tensor& positions);

  // Tokens that every layer holds.
  int64_t length() const { return lengths_.back(); }
  int64_t max_len() const { return max_len_; }
  void Clear();

 private:
  int64_t max_len_;
  at::Tensor keys_, values_;      // [num_layers, batch, num_kv_heads, max_len, head_dim | value_head_dim]
  std::vector<int64_t> lengths_;  // of each layer: they differ only within a forward pass
  at::Tensor positions_;          // [batch, max_len], only where positions are not 0, 1, 2, ...
  bool consecutive_ = true;       // positions so far are 0, 1, 2, ...
};

}  // namespace ceteris
