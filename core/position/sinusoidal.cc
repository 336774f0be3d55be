#include "core/position/sinusoidal.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <vector>

#include "core/position/angles.h"
#include "core/position/rotary_rates.h"

namespace ceteris {
namespace {

at::Tensor Encode(const at::Tensor& positions, const std::vector<double>& rates, int64_t d_model) {
  const at::Tensor angles = Angles(positions, rates);  // [1 | batch, seq_len, ceil(d_model / 2)]
  return at::stack({angles.sin(), angles.cos()}, -1)
      .flatten(-2)
      .narrow(-1, 0, d_model);  // [1 | batch, seq_len, d_model]
}

}  // namespace

Sinusoidal::Sinusoidal(const config::Sinusoidal& config, int64_t d_model)
    : encoding_([rates = GeometricRates(config.theta(), d_model), d_model](const at::Tensor& p) {
        return Encode(p, rates, d_model);
      }) {}

at::Tensor Sinusoidal::AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const {
  return x + encoding_.Rows(positions, x.scalar_type());
}

}  // namespace ceteris
