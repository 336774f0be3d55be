#include "core/norm/layer_norm_function.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>

#include "core/tensor/cpu_kernels.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// statistics: [2, rows], the means and then the scales.
LayerNormRows RowsOf(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& statistics) {
  LayerNormRows rows;
  rows.width = x.size(-1);
  rows.count = x.numel() / rows.width;
  rows.x = x.const_data_ptr<float>();
  rows.weight = weight.const_data_ptr<float>();
  rows.mean = statistics.mutable_data_ptr<float>();
  rows.scale = rows.mean + rows.count;
  return rows;
}

struct LayerNormFunction : torch::autograd::Function<LayerNormFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const at::Tensor& weight,
                            const std::optional<at::Tensor>& bias, double epsilon) {
    const at::Tensor x = input.contiguous(), y = at::empty_like(x);
    const at::Tensor statistics = at::empty({2, x.numel() / x.size(-1)}, x.options());
    LayerNormRows rows = RowsOf(x, weight, statistics);
    rows.epsilon = static_cast<float>(epsilon);
    rows.bias = bias.has_value() ? bias->const_data_ptr<float>() : nullptr;
    rows.y = y.mutable_data_ptr<float>();
    FastestCpuKernels()->layer_norm_forward(rows);
    ctx->save_for_backward({x, weight, statistics});
    ctx->saved_data["bias"] = bias.has_value();
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const at::Tensor d_y = upstream[0].contiguous(), d_x = at::empty_like(x), d_weight = at::zeros_like(weight);
    at::Tensor d_bias;
    if (ctx->saved_data["bias"].toBool()) d_bias = at::zeros_like(weight);
    LayerNormGradients gradients;
    gradients.d_y = d_y.const_data_ptr<float>();
    gradients.d_x = d_x.mutable_data_ptr<float>();
    gradients.d_weight = d_weight.mutable_data_ptr<float>();
    gradients.d_bias = d_bias.defined() ? d_bias.mutable_data_ptr<float>() : nullptr;
    FastestCpuKernels()->layer_norm_backward(RowsOf(x, weight, saved[2]), gradients);
    return {d_x, d_weight, d_bias, at::Tensor()};
  }
};

}  // namespace

bool LayerNormFitsCpuKernels(const at::Tensor& x) {
  return x.dim() > 0 && x.size(-1) % 16 == 0 && x.numel() > 0 && CpuKernelsFor(x) != nullptr;
}

at::Tensor LayerNormOnCpuKernels(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                                 double epsilon) {
  return LayerNormFunction::apply(x, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt, epsilon);
}

}  // namespace ceteris
