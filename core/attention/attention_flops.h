// Floating-point operations of an attention layer, as a formula: matrix products only, a multiplication and an addition
// count as two. No LibTorch.
//
// Example:  flops += AttentionFlops(config.attention(), shape, {batch, seq_len, seq_len}, /*causal=*/true);
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_shape.h"

namespace ceteris {

struct AttentionExtent {
  int64_t batch = 0;
  int64_t query_len = 0;
  int64_t key_len = 0;  // cached keys included; their projection is not counted again
};

// Softmax: scores and mixing count the pairs of queries and keys that the pattern leaves, as rectangles: all query_len
// x key_len of them, although a causal mask makes half of it vain; of a window its width for every query; of global
// tokens their rows and columns besides. What kernels compute in vain (rounding up to blocks, a mask) does not count.
// Linear attention: the sums over keys and their use, and with `causal` the products within chunks.
// `causal` is that of self-attention; no pattern acts in cross-attention.
double AttentionFlops(const config::Attention& config, const AttentionShape& shape, const AttentionExtent& extent,
                      bool causal);

}  // namespace ceteris
