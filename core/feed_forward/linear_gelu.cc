#include "core/feed_forward/linear_gelu.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <vector>

#include "core/tensor/linear_products.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct LinearGeluFunction : torch::autograd::Function<LinearGeluFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight,
                            const std::optional<at::Tensor>& bias, bool trains) {
    const at::Tensor rows = x.contiguous().view({-1, x.size(-1)});  // [rows, in]
    std::vector<int64_t> sizes = x.sizes().vec();
    sizes.back() = weight.size(0);
    const at::Tensor y = at::empty(sizes, x.options());
    const at::Tensor slope = trains ? at::empty({rows.size(0), weight.size(0)}, x.options()) : at::Tensor();
    float* const values = y.mutable_data_ptr<float>();
    float* const slopes = trains ? slope.mutable_data_ptr<float>() : nullptr;
    const CpuKernels& kernels = *FastestCpuKernels();
    const int64_t out = weight.size(0);
    LinearForward(kernels, rows, weight, bias.value_or(at::Tensor()), y.view({-1, out}),
                  [&](int64_t begin, int64_t end) {
                    kernels.gelu(values + begin * out, (end - begin) * out, values + begin * out,
                                 trains ? slopes + begin * out : nullptr);
                  });
    ctx->save_for_backward({rows, weight, slope});
    ctx->saved_data["bias"] = bias.has_value();
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor &rows = saved[0], &weight = saved[1], &slope = saved[2];
    const CpuKernels& kernels = *FastestCpuKernels();
    const at::Tensor whole = upstream[0].contiguous(), d_product = at::empty_like(slope);  // [rows, out]
    const int64_t out = weight.size(0);
    const auto through_gelu = [&](int64_t begin, int64_t end) {
      kernels.multiply_elements(whole.const_data_ptr<float>() + begin * out,
                                slope.const_data_ptr<float>() + begin * out, (end - begin) * out,
                                d_product.mutable_data_ptr<float>() + begin * out);
    };
    variable_list result(4);
    std::vector<int64_t> sizes = whole.sizes().vec();
    sizes.back() = weight.size(1);
    result[0] = at::empty(sizes, rows.options());
    LinearInputGradient(kernels, d_product, weight, result[0].view({-1, weight.size(1)}), through_gelu);
    LinearGradients parameters = LinearParameterGradients(kernels, d_product, rows, ctx->saved_data["bias"].toBool());
    result[1] = parameters.weight;
    result[2] = parameters.bias;
    return result;
  }
};

}  // namespace

at::Tensor LinearGeluOnCpuKernels(const at::Tensor& x, const Linear& linear) {
  const at::Tensor& bias = linear.bias();
  return LinearGeluFunction::apply(x, linear.weight(), bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt,
                                   c10::GradMode::is_enabled());
}

}  // namespace ceteris
