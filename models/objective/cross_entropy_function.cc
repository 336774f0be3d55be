#include "models/objective/cross_entropy_function.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/batch/batch.h"
#include "core/tensor/cpu_kernels.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct CrossEntropyFunction : torch::autograd::Function<CrossEntropyFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const at::Tensor& input_targets,
                            bool trains) {
    const at::Tensor logits = input.contiguous(), targets = input_targets.contiguous();
    CrossEntropyRows rows;
    rows.count = logits.size(0);
    rows.classes = logits.size(1);
    rows.logits = logits.const_data_ptr<float>();
    rows.targets = targets.const_data_ptr<int64_t>();
    rows.ignored = kIgnoredTarget;
    for (int64_t r = 0; r < rows.count; ++r) {
      const int64_t target = rows.targets[r];
      TORCH_CHECK(target == kIgnoredTarget || (target >= 0 && target < rows.classes), "target ", target,
                  " is outside of a vocabulary of ", rows.classes);
    }
    const at::Tensor d_logits = trains ? at::empty_like(logits) : at::Tensor();
    if (trains) rows.d_logits = d_logits.mutable_data_ptr<float>();
    const double loss = FastestCpuKernels()->cross_entropy(rows);
    ctx->save_for_backward({d_logits});
    return at::full({}, loss, logits.options());
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    return {ctx->get_saved_variables()[0] * upstream[0], at::Tensor(), at::Tensor()};
  }
};

}  // namespace

bool CrossEntropyFitsCpuKernels(const at::Tensor& logits) {
  return logits.dim() == 2 && logits.size(1) > 0 && CpuKernelsFor(logits) != nullptr;
}

at::Tensor CrossEntropySumOnCpuKernels(const at::Tensor& logits, const at::Tensor& targets) {
  return CrossEntropyFunction::apply(logits, targets, c10::GradMode::is_enabled());
}

}  // namespace ceteris
