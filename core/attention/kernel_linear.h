// Linear attention: weights are products of positive features of queries and keys, so that what queries need of all
// keys is one small matrix per head.
//
// Katharopoulos et al. 2020, "Transformers are RNNs", arXiv:2006.16236, eq. (5) and (7) with phi(x) = elu(x) + 1.
//   mixed_i = phi(q_i) S / (phi(q_i) z),        S = sum_j phi(k_j) v_j^T,        z = sum_j phi(k_j)      over visible j
// Causal sums are made in chunks: what lies in earlier chunks through S, the own chunk as a product under a mask. A
// denominator below 1e-20 counts as that, so a query that sees no key mixes to 0. No scale acts.
// A mask that is not the same for all queries has no such sums: weights are then made one by one, O(query_len *
// key_len), with the same result.
//
// Example:  at::Tensor mixed = AttendLinear({q, k, v}, mask);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/attention/attention_mask.h"
#include "core/attention/query_key_value.h"

namespace ceteris {

// [batch, num_heads, query_len, value_head_dim], in v's dtype; sums in float32 for bfloat16. Time and memory
// O(query_len + key_len) where the mask is causality alone, none, or hides whole keys without causality. A score bias
// throws c10::Error.
at::Tensor AttendLinear(const QueryKeyValue& heads, const AttentionMask& mask);

// The weights themselves, phi(q_i) phi(k_j) / sum: [batch, num_heads, query_len, key_len]. O(query_len * key_len).
at::Tensor LinearProbabilities(const QueryKeyValue& heads, const AttentionMask& mask);

// The same as AttendLinear() from these weights: what it is held against.
at::Tensor AttendLinearComposed(const QueryKeyValue& heads, const AttentionMask& mask);

}  // namespace ceteris
