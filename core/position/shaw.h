// Relative position representations (Shaw): trained vectors for each distance, added to keys and to values.
//
// Shaw et al. 2018, "Self-Attention with Relative Position Representations", arXiv:1803.02155, eqs. (3) and (4). The
// tables belong to a layer and serve all its heads, as in the paper; offsets beyond max_distance share the last row.
//   score(i, j) = q_i (k_j + key[c(j - i)])^T / sqrt(head_dim)         c(o) = clip(o, -max_distance, max_distance)
//   mixed_i     = sum_j probability(i, j) (v_j + value[c(j - i)])
// Deviation: a decoder has no rows for later keys, which it never sees: max_distance + 1 of them, not 2 max_distance
// + 1. Neither sum is formed per pair: scores with the table are one product, laid out along the diagonals (the paper's
// section 3.3 has the same cost for keys; tensor2tensor holds a vector per pair).
//
// Example:  Shaw shaw(config, context, Normal(0.02), stack_scope);
//           scores = shaw.AdjustScores(scores, q, k, {q_positions, k_positions, layer});
#pragma once

#include <cstdint>
#include <vector>

#include "core/position/clipped_offsets.h"
#include "core/position/position.pb.h"
#include "core/position/position_context.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Shaw final : public PositionalScheme {
 public:
  // Adds "<stack_scope>.3.attention.position.key" [rows, head_dim] and ".value" [rows, value width] for every layer,
  // not decayed.
  Shaw(const config::Shaw& config, const PositionContext& context, const Initializer& weight, const Scope& stack_scope);

  // Time O(query_len * (rows * head_dim + key_len)), memory O(num_heads * query_len * (query_len + key_len)), both.
  at::Tensor AdjustScores(const at::Tensor& scores, const at::Tensor& q, const at::Tensor& k,
                          const ScorePlace& place) const override;
  bool adjusts_scores() const override { return true; }
  at::Tensor AddToMixed(const at::Tensor& mixed, const at::Tensor& probabilities,
                        const ScorePlace& place) const override;
  bool adds_to_mixed() const override { return true; }

  double FlopsPerLayer(int64_t batch, int64_t query_len, int64_t key_len) const override;

 private:
  int64_t num_heads_;
  ClippedOffsets offsets_;
  std::vector<at::Tensor> keys_, values_;  // of each layer: [rows, head_dim], [rows, value width]
};

}  // namespace ceteris
