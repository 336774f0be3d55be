#include "core/training/checkpoint_average.h"

#include <ATen/ops/_foreach_copy.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>

namespace ceteris {

CheckpointAverage::CheckpointAverage(const config::CheckpointAverage& config, const TrainedTensors& trained)
    : every_steps_(config.every_steps()) {
  for (const TrainedTensor& tensor : trained.tensors()) {
    weights_.push_back(tensor.weight);
    std::vector<int64_t> sizes = tensor.weight.sizes().vec();
    sizes.insert(sizes.begin(), config.count());
    checkpoints_.push_back(at::empty(sizes, tensor.weight.options()));
  }
}

void CheckpointAverage::Observe(int64_t step) {
  if (step % every_steps_ != 0) return;
  c10::NoGradGuard no_grad;
  std::vector<at::Tensor> oldest;
  for (const at::Tensor& checkpoints : checkpoints_) {
    oldest.push_back(checkpoints.select(0, num_taken_ % checkpoints.size(0)));
  }
  at::_foreach_copy_(oldest, weights_);
  ++num_taken_;
}

std::vector<at::Tensor> CheckpointAverage::Values() const {
  if (num_taken_ == 0) return weights_;
  c10::NoGradGuard no_grad;
  std::vector<at::Tensor> means;
  for (const at::Tensor& checkpoints : checkpoints_) {
    means.push_back(checkpoints.narrow(0, 0, std::min(num_taken_, checkpoints.size(0))).mean(at::IntArrayRef{0}));
  }
  return means;
}

}  // namespace ceteris
