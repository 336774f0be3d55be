#include "models/objective/training_loss.h"

#include <ATen/TensorOperators.h>

namespace ceteris {

at::Tensor TrainingLoss::LossSum(const Batch& batch, const ForwardContext& context) {
  AuxiliaryLosses auxiliary;
  ForwardContext forward = context;
  forward.auxiliary = &auxiliary;
  at::Tensor loss = objective_.LossSum(model_->Forward(batch, forward).logits, batch.targets);
  const at::Tensor of_layers = auxiliary.loss_sum();
  if (of_layers.defined()) loss = loss + of_layers * static_cast<double>(batch.num_targets);
  layer_values_ = auxiliary.values();
  return loss;
}

LossFunction TrainingLoss::function() {
  return [this](const Batch& batch, const ForwardContext& context) { return LossSum(batch, context); };
}

}  // namespace ceteris
