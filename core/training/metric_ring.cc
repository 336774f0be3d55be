#include "core/training/metric_ring.h"

#include <ATen/ops/zeros.h>

namespace ceteris {

MetricRing::MetricRing(int64_t capacity, at::Device device)
    : rows_(at::zeros({capacity, 2}, at::TensorOptions().device(device).dtype(at::kDouble))),
      losses_(rows_.select(1, 0).unbind()),
      gradient_norms_(rows_.select(1, 1).unbind()) {}

std::vector<std::pair<double, double>> MetricRing::Read() {
  const at::Tensor rows = rows_.narrow(0, 0, static_cast<int64_t>(size_)).cpu();
  const double* values = rows.const_data_ptr<double>();
  std::vector<std::pair<double, double>> read(size_);
  for (size_t i = 0; i < size_; ++i) read[i] = {values[2 * i], values[2 * i + 1]};
  size_ = 0;
  return read;
}

}  // namespace ceteris
