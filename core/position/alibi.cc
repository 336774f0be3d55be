#include "core/position/alibi.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

namespace ceteris {

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
