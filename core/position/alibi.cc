#include "core/position/alibi.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

#include <cmath>

namespace ceteris {
namespace {

// 2^(-8/n), 2^(-16/n), ..., 2^-8.
std::vector<double> GeometricSlopes(int64_t n) {
  std::vector<double> slopes(n);
  for (int64_t i = 0; i < n; ++i) slopes[i] = std::exp2(-8.0 * static_cast<double>(i + 1) / static_cast<double>(n));
  return slopes;
}

}  // namespace

std::vector<double> AlibiSlopes(int64_t num_heads) {
  int64_t power = 1;
  while (2 * power <= num_heads) power *= 2;
  std::vector<double> slopes = GeometricSlopes(power);
  const std::vector<double> twice = GeometricSlopes(2 * power);
  for (int64_t i = 0; power + i < num_heads; ++i) slopes.push_back(twice[2 * i]);
  return slopes;
}

Alibi::Alibi(int64_t num_heads, at::ScalarType dtype)
    : slopes_(AlibiSlopes(num_heads)), dtype_(dtype == at::kBFloat16 ? at::kFloat : dtype) {}

at::Tensor Alibi::ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const {
  const int64_t num_heads = static_cast<int64_t>(slopes_.size());
  const at::Tensor slopes = at::from_blob(const_cast<double*>(slopes_.data()), {num_heads, 1, 1}, at::kDouble)
                                .to(q_positions.device(), dtype_, /*non_blocking=*/false, /*copy=*/true);
  const at::Tensor distance =
      (q_positions.unsqueeze(-1) - k_positions.unsqueeze(-2)).abs();  // [1 | batch, query_len, key_len]
  return distance.to(dtype_).unsqueeze(1) * -slopes;                  // [1 | batch, num_heads, query_len, key_len]
}

}  // namespace ceteris
