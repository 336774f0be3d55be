// Which keys a query of self-attention may see, beside causality and what a batch hides.
//
// Example:  std::unique_ptr<AttentionPattern> pattern = BuildPattern(config.attention());
//           may_attend = pattern->MayAttend(q_positions, k_positions);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

class AttentionPattern {
 public:
  virtual ~AttentionPattern() = default;

  // q_positions, k_positions: [1 | batch, query_len], [1 | batch, key_len] int64; the queries are the last of the keys,
  // as with a cache. Returns [1 | batch, 1, query_len, key_len] bool, true = visible; undefined: all.
  // O(query_len * key_len).
  virtual at::Tensor MayAttend(const at::Tensor& q_positions, const at::Tensor& k_positions) const = 0;

  // Above 0: keys at that distance or further are hidden, and nothing else is, so that long sequences can be computed
  // in blocks (kernel_blocked.h).
  virtual int64_t window() const { return 0; }
};

}  // namespace ceteris
