#include "experiments/run/evaluate.h"

#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include "core/tensor/forward_context.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {

double MeanLoss(const Model& model, const BatchSource& batches, at::Device device) {
  const c10::NoGradGuard no_gradient;
  at::Tensor sum = at::zeros({}, at::TensorOptions().dtype(at::kDouble).device(device));
  int64_t num_targets = 0;
  for (int64_t i = 0; i < batches.size(); ++i) {
    const Batch batch = batches.Get(i).To(device);
    sum.add_(CrossEntropySum(model.Forward(batch, ForwardContext()).logits, batch.targets));
    num_targets += batch.num_targets;
  }
  return sum.item<double>() / static_cast<double>(num_targets);
}

}  // namespace ceteris
