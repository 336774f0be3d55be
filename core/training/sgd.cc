#include "core/training/sgd.h"

#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

namespace ceteris {

Sgd::Sgd(const config::Sgd& config, const TrainedTensors& trained)
    : momentum_(config.momentum()), nesterov_(config.nesterov()), flat_gradient_(trained.flat_gradient()) {
  if (momentum_ > 0) flat_momentum_ = at::zeros_like(flat_gradient_);
  for (const TrainedTensor& tensor : trained.tensors()) {
    weights_.push_back(tensor.weight);
    gradients_.push_back(tensor.gradient);
  }
}

// All weights at once, in the buffer of the gradients: what is left there is the step.
void Sgd::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  c10::NoGradGuard no_grad;
  if (gradient_divisor.defined()) flat_gradient_.div_(gradient_divisor);
  if (flat_momentum_.defined()) {
    flat_momentum_.mul_(momentum_).add_(flat_gradient_);
    if (nesterov_) {
      flat_gradient_.add_(flat_momentum_, momentum_);
    } else {
      flat_gradient_.copy_(flat_momentum_);
    }
  }
  flat_gradient_.mul_(learning_rate);
  at::_foreach_sub_(weights_, gradients_);
}

}  // namespace ceteris
