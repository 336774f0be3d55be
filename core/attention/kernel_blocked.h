// Self-attention within a window, block by block: another kernel is handed the blocks as if they were sequences.
//
// Beltagy et al. 2020 (Longformer), arXiv:2004.05150, section 3.2 and appendix A ("chunks"): a block of queries is
// multiplied with the keys of its own block and its neighbours. Keys and values are copied once per neighbour.
//
// Example:  mixed = AttendInBlocks({q, k, v}, *mask.blocks, [&](const QueryKeyValue& b, const AttentionMask& m) {
//             return AttendFused(b.q, b.k, b.v, m);
//           });
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/FunctionRef.h>

#include "core/attention/blocked_mask.h"
#include "core/attention/query_key_value.h"

namespace ceteris {

// [blocks, num_heads, block_len, head_dim], [blocks, num_kv_heads, span, ...] -> [blocks, num_heads, block_len, ...]
using BlockKernel = c10::function_ref<at::Tensor(const QueryKeyValue& heads, const AttentionMask& mask)>;

// [batch, num_heads, len, value_head_dim]. Time and memory O(len * span).
at::Tensor AttendInBlocks(const QueryKeyValue& heads, const BlockedMask& blocked, BlockKernel kernel);

// The same for a kernel that returns probabilities, [blocks, num_heads, block_len, span]: [batch, num_heads, len, len],
// 0 outside of the window. O(len^2), for looking at.
at::Tensor ProbabilitiesInBlocks(const QueryKeyValue& heads, const BlockedMask& blocked, BlockKernel kernel);

}  // namespace ceteris
