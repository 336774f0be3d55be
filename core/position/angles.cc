#include "core/position/angles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

#include <cmath>
#include <vector>

namespace ceteris {

at::Tensor Angles(const at::Tensor& positions, double theta, int64_t width) {
  std::vector<double> rates((width + 1) / 2);
  for (size_t i = 0; i < rates.size(); ++i)
    rates[i] = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(width));
  const at::Tensor rate = at::from_blob(rates.data(), {static_cast<int64_t>(rates.size())}, at::kDouble)
                              .to(positions.device(), at::kDouble, /*non_blocking=*/false, /*copy=*/true);
  return positions.to(at::kDouble).unsqueeze(-1) * rate;  // [1 | batch, seq_len, ceil(width / 2)]
}

}  // namespace ceteris
