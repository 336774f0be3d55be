#include "core/position/shaw.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

namespace ceteris {

Shaw::Shaw(const config::Shaw& config, const PositionContext& context, const Initializer& weight,
           const Scope& stack_scope)
    : num_heads_(context.num_heads), offsets_(config.max_distance(), context.causal) {
  for (int64_t layer = 0; layer < context.num_layers; ++layer) {
    const Scope scope = stack_scope.Child(layer).Child("attention").Child("position");
    keys_.push_back(scope.Parameter("key", {offsets_.num_rows(), context.head_dim}, weight, WeightDecay::kNoDecay));
    values_.push_back(
        scope.Parameter("value", {offsets_.num_rows(), context.value_width()}, weight, WeightDecay::kNoDecay));
  }
}

at::Tensor Shaw::AdjustScores(const at::Tensor& scores, const at::Tensor& q, const at::Tensor&,
                              const ScorePlace& place) const {
  const at::Tensor by_row = at::matmul(q, keys_.at(place.layer).t());  // [batch, num_heads, query_len, rows]
  return scores + offsets_.Spread(by_row, place.q_positions, place.k_positions);
}

at::Tensor Shaw::AddToMixed(const at::Tensor& mixed, const at::Tensor& probabilities, const ScorePlace& place) const {
  const at::Tensor by_row = offsets_.Gather(probabilities, place.q_positions, place.k_positions);
  return mixed + at::matmul(by_row, values_.at(place.layer));  // [batch, num_heads, query_len, value width]
}

double Shaw::FlopsPerLayer(int64_t batch, int64_t query_len, int64_t) const {
  const double rows = static_cast<double>(batch * num_heads_ * query_len) * static_cast<double>(offsets_.num_rows());
  return 2 * rows * static_cast<double>(keys_.front().size(1) + values_.front().size(1));
}

}  // namespace ceteris
