#include "core/attention/kernel_composed.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_safe_softmax.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>

#include <cmath>
#include <limits>

namespace ceteris {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();

// Adds the bias or hides keys. scores: [batch, num_heads, query_len, key_len], a fresh tensor that nothing saved for
// backward.
at::Tensor Masked(at::Tensor scores, const AttentionMask& mask) {
  if (mask.causal) {
    const at::Tensor hidden = at::ones({scores.size(2), scores.size(3)}, scores.options().dtype(at::kBool)).triu(1);
    return scores.masked_fill_(hidden, kHidden);
  }
  if (mask.may_attend.defined()) return scores.masked_fill_(mask.may_attend.logical_not(), kHidden);
  if (!mask.score_bias.defined()) return scores;
  return mask.score_bias.scalar_type() == scores.scalar_type() ? scores.add_(mask.score_bias)
                                                               : scores + mask.score_bias;
}

// Gemma 2, arXiv:2408.00118, section 2.
at::Tensor Capped(const at::Tensor& scores, double soft_cap) {
  return soft_cap > 0 ? at::tanh(scores / soft_cap) * soft_cap : scores;
}

at::Tensor Softmax(const at::Tensor& scores, const at::Tensor& sink, bool may_hide_all) {
  if (!sink.defined()) return may_hide_all ? at::_safe_softmax(scores, -1) : at::softmax(scores, -1);
  // One more column, which is cut off again: a query that sees no key gives all its weight to it.
  const at::Tensor column = sink.to(scores.scalar_type()).view({1, -1, 1, 1});
  const at::Tensor extended = at::cat({scores, column.expand({scores.size(0), scores.size(1), scores.size(2), 1})}, -1);
  return at::softmax(extended, -1).narrow(-1, 0, scores.size(-1)).contiguous();
}

}  // namespace

at::Tensor AttentionProbabilities(const at::Tensor& q, const at::Tensor& k, const AttentionMask& mask,
                                  const BetweenProducts& between) {
  const int64_t batch = q.size(0), num_heads = q.size(1), query_len = q.size(2), head_dim = q.size(3);
  const int64_t num_kv_heads = k.size(1), key_len = k.size(2), groups = batch * num_kv_heads;
  const double scale = between.scale > 0 ? between.scale : 1.0 / std::sqrt(static_cast<double>(head_dim));
  const PositionalScheme* const position = between.position;
  const bool adjusts = position != nullptr && position->adjusts_scores();
  // The queries of all heads that share a key head are rows of one product: keys are never repeated.
  at::Tensor rows = q.contiguous();
  if (!adjusts) rows = rows * scale;  // fewer elements than the scores
  rows = rows.view({groups, num_heads / num_kv_heads * query_len, head_dim});
  const at::Tensor keys = k.reshape({groups, key_len, head_dim});
  at::Tensor scores = at::bmm(rows, keys.transpose(1, 2)).view({batch, num_heads, query_len, key_len});
  const ScorePlace place{mask.q_positions, mask.k_positions, between.layer};
  if (adjusts) scores = position->AdjustScores(scores, q, k, place) * scale;
  scores = Masked(Capped(scores, between.soft_cap), mask);
  return Softmax(scores, between.sink, mask.may_hide_all).to(q.scalar_type());
}

at::Tensor AttendComposed(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                          const BetweenProducts& between) {
  const int64_t num_heads = q.size(1), num_kv_heads = k.size(1), groups = q.size(0) * num_kv_heads;
  at::Tensor probabilities = AttentionProbabilities(q, k, mask, between);  // [batch, num_heads, query_len, key_len]
  if (between.dropout != nullptr) probabilities = between.dropout->Forward(probabilities, *between.context);
  const at::Tensor values = v.reshape({groups, v.size(2), v.size(3)});
  const at::Tensor mixed =
      at::bmm(probabilities.view({groups, num_heads / num_kv_heads * q.size(2), k.size(2)}), values)
          .view({q.size(0), num_heads, q.size(2), v.size(3)});
  const PositionalScheme* const position = between.position;
  if (position == nullptr || !position->adds_to_mixed()) return mixed;
  return position->AddToMixed(mixed, probabilities, {mask.q_positions, mask.k_positions, between.layer});
}

}  // namespace ceteris
