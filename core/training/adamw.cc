#include "core/training/adamw.h"

#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include <optional>

namespace ceteris {

AdamW::AdamW(const config::AdamW& config, const TrainedTensors& trained)
    : config_(config),
      flat_gradient_(trained.flat_gradient()),
      step_(at::zeros({}, flat_gradient_.options().dtype(at::kFloat))) {
  decayed_.weight_decay = config.weight_decay();
  for (const TrainedTensor& tensor : trained.tensors()) {
    Group& group = tensor.decay == WeightDecay::kDecay ? decayed_ : not_decayed_;
    group.weights.push_back(tensor.weight);
    group.gradients.push_back(tensor.gradient);
    group.first_moments.push_back(at::zeros_like(tensor.weight));
    group.second_moments.push_back(at::zeros_like(tensor.weight));
    group.steps.push_back(step_);
  }
}

void AdamW::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  c10::NoGradGuard no_grad;
  step_.add_(1);
  // The kernel divides as it reads, which saves a pass over the gradients, but it knows only a float32 divisor.
  std::optional<at::Tensor> divisor;
  if (gradient_divisor.defined()) {
    if (flat_gradient_.scalar_type() == at::kFloat) {
      divisor = gradient_divisor;
    } else {
      flat_gradient_.div_(gradient_divisor);
    }
  }
  for (Group* group : {&decayed_, &not_decayed_}) {
    if (group->weights.empty()) continue;
    at::_fused_adamw_(group->weights, group->gradients, group->first_moments, group->second_moments,
                      /*max_exp_avg_sqs=*/{}, group->steps, learning_rate, config_.beta1(), config_.beta2(),
                      group->weight_decay, config_.epsilon(), /*amsgrad=*/false, /*maximize=*/false, divisor);
  }
}

}  // namespace ceteris
