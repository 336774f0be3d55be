#include "models/objective/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/logsumexp.h>
#include <c10/util/Exception.h>

#include "core/batch/batch.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {
namespace {

// rows: [num_targets, num_classes], targets: [num_targets].
at::Tensor SmoothedSum(const at::Tensor& rows, const at::Tensor& targets, double label_smoothing) {
  return at::cross_entropy_loss(rows, targets, /*weight=*/{}, at::Reduction::Sum, kIgnoredTarget, label_smoothing);
}

at::Tensor SquaredNormaliserSum(const at::Tensor& rows, const at::Tensor& targets) {
  const at::Tensor normaliser = at::logsumexp(rows, at::IntArrayRef{1});  // [num_targets]
  return normaliser.square().masked_fill(targets == kIgnoredTarget, 0).sum();
}

}  // namespace

at::Tensor Objective::LossSum(const at::Tensor& logits, const at::Tensor& targets) const {
  if (label_smoothing_ == 0 && z_loss_ == 0) return CrossEntropySum(logits, targets);
  TORCH_CHECK(logits.dim() == targets.dim() + 1 && logits.sizes().slice(0, targets.dim()) == targets.sizes(), "logits ",
              logits.sizes(), " do not fit targets ", targets.sizes());
  at::Tensor rows = logits.reshape({-1, logits.size(-1)});  // [num_targets, num_classes]
  if (rows.scalar_type() == at::kBFloat16) rows = rows.to(at::kFloat);
  const at::Tensor flat = targets.reshape({-1});
  const at::Tensor loss =
      label_smoothing_ > 0 ? SmoothedSum(rows, flat, label_smoothing_) : CrossEntropySum(rows, flat);
  return z_loss_ > 0 ? loss + z_loss_ * SquaredNormaliserSum(rows, flat) : loss;
}

}  // namespace ceteris
