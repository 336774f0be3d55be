// The mask of attention within a window that is computed in blocks: block after block in the batch dimension, so that
// every kernel can be handed the blocks as if they were sequences.
//
// Example:  const BlockedMask blocked = MakeBlockedMask({window, /*causal=*/true}, positions, may_attend, scheme);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/attention/attention_mask.h"
#include "core/attention/block_layout.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

struct BlockedMask {
  BlockLayout layout;
  // As of num_blocks (or batch * num_blocks) sequences of block_len queries and span() keys; never causal.
  AttentionMask mask;
};

// x: [batch, len, ...]. Each block of queries, [batch * num_blocks, block_len, ...]; the last is filled up with zeros.
at::Tensor IntoQueryBlocks(const at::Tensor& x, const BlockLayout& layout);
// The keys that each block of queries sees, [batch * num_blocks, span, ...]; zeros where the sequence has ended.
at::Tensor IntoKeyBlocks(const at::Tensor& x, const BlockLayout& layout);
// Back: [batch * num_blocks, block_len, ...] -> [batch, len, ...].
at::Tensor FromQueryBlocks(const at::Tensor& blocks, const BlockLayout& layout);

struct WindowOfStack {
  int64_t window = 0;
  bool causal = true;
};

// positions: [1 | batch, len] int64        may_attend: undefined, or [1 | batch, 1, 1, len] bool
// The scheme's bias is asked for block by block. O(len * window).
BlockedMask MakeBlockedMask(const WindowOfStack& window, const at::Tensor& positions, const at::Tensor& may_attend,
                            const PositionalScheme& scheme);

}  // namespace ceteris
