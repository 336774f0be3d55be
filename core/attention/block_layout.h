// How a long sequence is cut into blocks whose queries see keys of their own block and the neighbouring ones only.
//
// With blocks at least as long as the window, every key that query i may see lies in its block or the one before;
// without causality also the one behind. Time and memory are then O(len * block_len) instead of O(len^2). No LibTorch.
//
// Example:  if (BlocksPay(window, len)) { const BlockLayout layout = LayoutOf(window, /*causal=*/true, len); ... }
#pragma once

#include <algorithm>
#include <cstdint>

namespace ceteris {

// Shorter blocks would make products too small to be fast.
constexpr int64_t kShortestBlock = 64;

struct BlockLayout {
  int64_t len = 0;
  int64_t block_len = 0;
  int64_t neighbours = 1;  // key blocks beside its own that a block of queries sees: one, or one on each side

  int64_t num_blocks() const { return (len + block_len - 1) / block_len; }
  int64_t span() const { return (1 + neighbours) * block_len; }  // keys that a block of queries is multiplied with
};

inline int64_t BlockLen(int64_t window) { return std::max(window, kShortestBlock); }

// Up to two blocks there is nothing to leave out.
inline bool BlocksPay(int64_t window, int64_t len) { return len > 2 * BlockLen(window); }

inline BlockLayout LayoutOf(int64_t window, bool causal, int64_t len) {
  return {len, BlockLen(window), causal ? 1 : 2};
}

}  // namespace ceteris
