#include "models/objective/cross_entropy.h"

#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>

#include "core/batch/batch.h"
#include "models/objective/cross_entropy_function.h"

namespace ceteris {

at::Tensor CrossEntropySum(const at::Tensor& logits, const at::Tensor& targets) {
  TORCH_CHECK(logits.dim() == targets.dim() + 1 && logits.sizes().slice(0, targets.dim()) == targets.sizes(), "logits ",
              logits.sizes(), " do not fit targets ", targets.sizes());
  // Two dimensions: LibTorch's kernel for more is slower, and on CUDA not deterministic.
  at::Tensor rows = logits.reshape({-1, logits.size(-1)});  // [num_tokens, vocab_size]
  if (rows.scalar_type() == at::kBFloat16) rows = rows.to(at::kFloat);
  if (CrossEntropyFitsCpuKernels(rows)) return CrossEntropySumOnCpuKernels(rows, targets.reshape({-1}));
  return at::cross_entropy_loss(rows, targets.reshape({-1}), /*weight=*/{}, at::Reduction::Sum, kIgnoredTarget);
}

}  // namespace ceteris
