#include "core/position/relative_bias.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/where.h>
#include <c10/core/GradMode.h>

#include <cmath>

#include "core/position/consecutive_positions.h"

namespace ceteris {

RelativeBias::RelativeBias(const config::RelativeBias& config, int64_t num_heads, bool causal,
                           const Initializer& weight, const Scope& scope)
    : num_buckets_(config.num_buckets()),
      max_distance_(config.max_distance()),
      causal_(causal),
      weight_(scope.Parameter("weight", {num_heads, num_buckets_}, weight, WeightDecay::kNoDecay)) {}

at::Tensor RelativeBias::ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const {
  const absl::optional<int64_t> q_start = ConsecutiveStart(q_positions), k_start = ConsecutiveStart(k_positions);
  at::Tensor bias;
  if (q_start.has_value() && k_start.has_value()) {
    const int64_t query_len = q_positions.size(1), key_len = k_positions.size(1);
    // distance(i, j) = (q_start + i) - (k_start + j): constant along diagonals. Row i of the bias is the window of
    // `by_distance` that starts at query_len - 1 - i, where by_distance falls from the last query and first key to the
    // first query and last key.
    const at::Tensor falling = (q_start.value() - k_start.value() + query_len - 1) -
                               ConsecutivePositions(0, query_len + key_len - 1, q_positions.device()).squeeze(0);
    const at::Tensor by_distance = Read(falling).t();                 // [num_heads, query_len + key_len - 1]
    bias = by_distance.unfold(1, key_len, 1).flip({1}).unsqueeze(0);  // [1, num_heads, query_len, key_len]
  } else {
    bias = Read(q_positions.unsqueeze(-1) - k_positions.unsqueeze(-2)).permute({0, 3, 1, 2});
  }
  return bias.scalar_type() == at::kBFloat16 ? bias.to(at::kFloat) : bias;
}

at::Tensor RelativeBias::Bucket(const at::Tensor& distance) const {
  const int64_t buckets = causal_ ? num_buckets_ : num_buckets_ / 2;  // for one side
  const int64_t exact = buckets / 2;
  const at::Tensor length = causal_ ? distance.clamp_min(0) : distance.abs();
  // 1e-9: where the logarithm is a whole number, rounding must not drop it into the bucket below.
  const double steps =
      static_cast<double>(buckets - exact) / std::log(static_cast<double>(max_distance_) / static_cast<double>(exact));
  const at::Tensor steps_up =
      (length.clamp_min(exact).to(at::kDouble) / static_cast<double>(exact)).log() * steps + 1e-9;
  const at::Tensor wide = (steps_up.to(at::kLong) + exact).clamp_max(buckets - 1);
  const at::Tensor bucket = at::where(length < exact, length, wide);
  return causal_ ? bucket : bucket + (distance < 0).to(at::kLong) * buckets;  // keys after the query: the second half
}

at::Tensor RelativeBias::Read(const at::Tensor& distance) const { return at::embedding(weight_.t(), Bucket(distance)); }

}  // namespace ceteris
