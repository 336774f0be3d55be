#include "core/feed_forward/gather_rows.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/custom_function.h>

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Row n, one behind the last, reads as zeros.
at::Tensor SelectOrZero(const at::Tensor& rows, const at::Tensor& index) {
  return at::index_select(at::cat({rows, at::zeros({1, rows.size(1)}, rows.options())}), 0, index);
}

struct GatherRowsFunction : torch::autograd::Function<GatherRowsFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& rows, const at::Tensor& index,
                            const at::Tensor& inverse) {
    ctx->save_for_backward({inverse});
    return SelectOrZero(rows, index);
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    const at::Tensor inverse = ctx->get_saved_variables()[0];                   // [n, r]
    const at::Tensor parts = SelectOrZero(upstream[0], inverse.reshape({-1}));  // [n * r, width]
    return {parts.view({inverse.size(0), inverse.size(1), -1}).sum(1), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor GatherRows(const at::Tensor& rows, const at::Tensor& index, const at::Tensor& inverse) {
  TORCH_CHECK(rows.dim() == 2 && index.dim() == 1 && inverse.dim() == 2 && inverse.size(0) == rows.size(0), "rows ",
              rows.sizes(), ", index ", index.sizes(), ", inverse ", inverse.sizes());
  return GatherRowsFunction::apply(rows, index, inverse);
}

}  // namespace ceteris
