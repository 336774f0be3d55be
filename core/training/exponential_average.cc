#include "core/training/exponential_average.h"

#include <ATen/ops/_foreach_copy.h>
#include <ATen/ops/_foreach_lerp.h>
#include <c10/core/GradMode.h>

namespace ceteris {

ExponentialAverage::ExponentialAverage(const config::ExponentialAverage& config, const TrainedTensors& trained)
    : decay_(config.decay()) {
  for (const TrainedTensor& tensor : trained.tensors()) {
    weights_.push_back(tensor.weight);
    averages_.push_back(tensor.weight.clone());
  }
}

void ExponentialAverage::Observe(int64_t step) {
  c10::NoGradGuard no_grad;
  if (step == 1) {
    at::_foreach_copy_(averages_, weights_);
  } else {
    at::_foreach_lerp_(averages_, weights_, 1 - decay_);
  }
}

}  // namespace ceteris
