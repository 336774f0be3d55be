#include "core/position/angles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

namespace ceteris {

at::Tensor Angles(const at::Tensor& positions, const std::vector<double>& rates) {
  const at::Tensor rate =
      at::from_blob(const_cast<double*>(rates.data()), {static_cast<int64_t>(rates.size())}, at::kDouble)
          .to(positions.device(), at::kDouble, /*non_blocking=*/false, /*copy=*/true);
  return positions.to(at::kDouble).unsqueeze(-1) * rate;  // [1 | batch, seq_len, number of rates]
}

}  // namespace ceteris
