#include "core/training/adam_moments.h"

#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include <optional>

namespace ceteris {

at::Tensor DivideUnlessFused(const at::Tensor& flat_gradient, const at::Tensor& gradient_divisor) {
  if (!gradient_divisor.defined() || flat_gradient.scalar_type() == at::kFloat) return gradient_divisor;
  c10::NoGradGuard no_grad;
  flat_gradient.div_(gradient_divisor);
  return {};
}

AdamMoments::AdamMoments(const AdamRates& rates, double weight_decay) : rates_(rates) {
  decayed_.weight_decay = weight_decay;
}

void AdamMoments::Add(const TrainedTensor& tensor) {
  if (!step_.defined()) step_ = at::zeros({}, tensor.weight.options().dtype(at::kFloat));
  Group& group = tensor.decay == WeightDecay::kDecay ? decayed_ : not_decayed_;
  group.weights.push_back(tensor.weight);
  group.gradients.push_back(tensor.gradient);
  group.first_moments.push_back(at::zeros_like(tensor.weight));
  group.second_moments.push_back(at::zeros_like(tensor.weight));
  group.steps.push_back(step_);
}

void AdamMoments::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  if (!step_.defined()) return;  // nothing was added
  c10::NoGradGuard no_grad;
  step_.add_(1);
  std::optional<at::Tensor> divisor;
  if (gradient_divisor.defined()) divisor = gradient_divisor;
  for (Group* group : {&decayed_, &not_decayed_}) {
    if (group->weights.empty()) continue;
    at::_fused_adamw_(group->weights, group->gradients, group->first_moments, group->second_moments,
                      /*max_exp_avg_sqs=*/{}, group->steps, learning_rate, rates_.beta1, rates_.beta2,
                      group->weight_decay, rates_.epsilon, /*amsgrad=*/false, /*maximize=*/false, divisor);
  }
}

}  // namespace ceteris
