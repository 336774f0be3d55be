#include "core/training/lion.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

namespace ceteris {

Lion::Lion(const config::Lion& config, const TrainedTensors& trained)
    : beta1_(config.beta1()),
      beta2_(config.beta2()),
      weight_decay_(config.weight_decay()),
      flat_gradient_(trained.flat_gradient()),
      flat_momentum_(at::zeros_like(flat_gradient_)) {
  for (const TrainedTensor& tensor : trained.tensors()) {
    weights_.push_back(tensor.weight);
    gradients_.push_back(tensor.gradient);
    if (weight_decay_ > 0 && tensor.decay == WeightDecay::kDecay) decayed_.push_back(tensor.weight);
  }
}

void Lion::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  c10::NoGradGuard no_grad;
  if (gradient_divisor.defined()) flat_gradient_.div_(gradient_divisor);
  const at::Tensor direction = at::lerp(flat_gradient_, flat_momentum_, beta1_);
  flat_momentum_.lerp_(flat_gradient_, 1 - beta2_);
  // The sign of NaN is 0; 0 * NaN keeps it visible.
  flat_gradient_.copy_(direction).sign_().add_(direction.mul_(0)).mul_(learning_rate);
  if (!decayed_.empty()) at::_foreach_mul_(decayed_, 1 - learning_rate * weight_decay_);
  at::_foreach_sub_(weights_, gradients_);
}

}  // namespace ceteris
