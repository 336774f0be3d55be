#include "core/position/tensor_to_tensor_sinusoidal.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/position/angles.h"

namespace ceteris {
namespace {

std::vector<double> Rates(double max_timescale, int64_t count) {
  std::vector<double> rates(count);
  const double last = static_cast<double>(std::max<int64_t>(count - 1, 1));
  for (int64_t i = 0; i < count; ++i) rates[i] = std::pow(max_timescale, -static_cast<double>(i) / last);
  return rates;
}

}  // namespace

TensorToTensorSinusoidal::TensorToTensorSinusoidal(const config::TensorToTensorSinusoidal& config, int64_t d_model)
    : encoding_([rates = Rates(config.max_timescale(), d_model / 2), d_model](const at::Tensor& positions) {
        const at::Tensor angles = Angles(positions, rates);  // [1 | batch, seq_len, d_model / 2]
        const at::Tensor halves =
            at::cat({angles.sin(), angles.cos()}, -1);  // [1 | batch, seq_len, d_model or one less]
        return at::constant_pad_nd(halves, {0, d_model % 2});
      }) {}

at::Tensor TensorToTensorSinusoidal::AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const {
  return x + encoding_.Rows(positions, x.scalar_type());
}

}  // namespace ceteris
