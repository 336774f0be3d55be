#include "experiments/run/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include "core/tensor/forward_context.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {

Evaluation EvaluateBatches(const Model& model, const BatchSource& batches, at::Device device) {
  const c10::NoGradGuard no_gradient;
  at::Tensor loss = at::zeros({}, at::TensorOptions().dtype(at::kDouble).device(device));
  at::Tensor num_right = at::zeros({}, at::TensorOptions().dtype(at::kLong).device(device));
  int64_t num_targets = 0;
  for (int64_t i = 0; i < batches.size(); ++i) {
    const Batch batch = batches.Get(i).To(device);
    const at::Tensor logits = model.Forward(batch, ForwardContext()).logits;  // [batch, (seq_len,) num_classes]
    loss.add_(CrossEntropySum(logits, batch.targets));
    num_right.add_(at::argmax(logits, -1).eq(batch.targets).sum());  // an ignored target is no class
    num_targets += batch.num_targets;
  }
  const auto count = static_cast<double>(num_targets);
  return {loss.item<double>() / count, static_cast<double>(num_right.item<int64_t>()) / count};
}

double MeanLoss(const Model& model, const BatchSource& batches, at::Device device) {
  return EvaluateBatches(model, batches, device).loss;
}

}  // namespace ceteris
