// The loss that a trial trains on: the objective on the model's logits, and what its layers add.
//
//   loss = Objective(logits, targets) + num_targets * loss_sum        summed over the targets of a batch
// loss_sum: the losses that arise inside layers, already multiplied by their coefficients
// (core/tensor/auxiliary_losses.h): a mixture of experts balances its experts by one. They are means over tokens, so
// they are weighed by the number of targets, as the training loop divides by it.
//
// Example:  TrainingLoss loss(*model, trial.training());
//           Train(trial.training(), loss.function(), parameters, *batches, device, hooks);
#pragma once

#include <vector>

#include "core/tensor/auxiliary_losses.h"
#include "core/training/train.h"
#include "models/model.h"
#include "models/objective/objective.h"

namespace ceteris {

class TrainingLoss {
 public:
  // model must outlive this.
  TrainingLoss(const Model& model, const config::Training& training) : model_(&model), objective_(training) {}

  // A scalar; may be called from one thread at a time.
  at::Tensor LossSum(const Batch& batch, const ForwardContext& context);

  // LossSum() of this object, which must outlive the function.
  LossFunction function();

  // What layers said of themselves in the last LossSum(): scalars on the device, by the names of train/<name>.
  const std::vector<NamedScalar>& layer_values() const { return layer_values_; }

 private:
  const Model* model_;
  Objective objective_;
  std::vector<NamedScalar> layer_values_;
};

}  // namespace ceteris
