#include "core/tensor/linear_function.h"

#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <vector>

#include "core/tensor/linear_products.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct LinearFunction : torch::autograd::Function<LinearFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight,
                            const std::optional<at::Tensor>& bias) {
    const at::Tensor rows = x.contiguous().view({-1, x.size(-1)});  // [rows, in]
    ctx->save_for_backward({rows, weight});
    ctx->saved_data["bias"] = bias.has_value();
    std::vector<int64_t> sizes = x.sizes().vec();
    sizes.back() = weight.size(0);
    const at::Tensor y = at::empty(sizes, x.options());
    LinearForward(*FastestCpuKernels(), rows, weight, bias.value_or(at::Tensor()), y.view({-1, weight.size(0)}));
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor &rows = saved[0], &weight = saved[1];
    const CpuKernels& kernels = *FastestCpuKernels();
    const at::Tensor whole = gradients[0].contiguous(), d_y = whole.view({-1, weight.size(0)});  // [rows, out]
    variable_list result(3);
    if (ctx->needs_input_grad(0)) {
      std::vector<int64_t> sizes = whole.sizes().vec();
      sizes.back() = weight.size(1);
      result[0] = at::empty(sizes, d_y.options());
      LinearInputGradient(kernels, d_y, weight, result[0].view({-1, weight.size(1)}));
    }
    const bool has_bias = ctx->saved_data["bias"].toBool();
    if (ctx->needs_input_grad(1) || (has_bias && ctx->needs_input_grad(2))) {
      LinearGradients parameters = LinearParameterGradients(kernels, d_y, rows, has_bias);
      result[1] = parameters.weight;
      result[2] = parameters.bias;
    }
    return result;
  }
};

}  // namespace

at::Tensor LinearOnCpuKernels(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return LinearFunction::apply(x, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
}

}  // namespace ceteris
