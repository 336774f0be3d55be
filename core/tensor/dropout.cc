#include "core/tensor/dropout.h"

#include <c10/util/Exception.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/tensor/dropout_kernel.h"

namespace ceteris {
namespace {

at::Tensor MaskAndScale(const at::Tensor& x, const at::Tensor& draw, const DropoutMask& mask) {
  return x.device().is_cpu() ? DropoutOnCpu(x, draw, mask) : DropoutByOperators(x, draw, mask);
}

// y = M x for a diagonal matrix M, so the gradient is M times the incoming gradient: the same function, with the same
// draw.
struct MaskedScale : torch::autograd::Function<MaskedScale> {
  using Context = torch::autograd::AutogradContext;

  static at::Tensor forward(Context* context, const at::Tensor& x, const at::Tensor& draw, int64_t stream,
                            double rate) {
    // Saved as a variable: advancing `draw` in place before the backward pass throws instead of using another mask.
    context->save_for_backward({draw});
    context->saved_data["stream"] = stream;
    context->saved_data["rate"] = rate;
    return MaskAndScale(x, draw, {static_cast<uint64_t>(stream), rate});
  }

  static torch::autograd::variable_list backward(Context* context, const torch::autograd::variable_list& gradients) {
    const at::Tensor draw = context->get_saved_variables()[0];
    const int64_t stream = context->saved_data["stream"].toInt();
    const double rate = context->saved_data["rate"].toDouble();
    return {apply(gradients[0], draw, stream, rate), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

Dropout::Dropout(double rate, const Scope& scope) : rate_(rate), stream_(scope.Stream("mask")) {
  TORCH_CHECK(rate >= 0 && rate < 1, scope.name(), ": dropout rate ", rate, " is not in [0, 1)");
}

at::Tensor Dropout::Forward(const at::Tensor& x, const ForwardContext& context) const {
  if (!acts(context)) return x;
  TORCH_CHECK(context.draw.defined(), "dropout needs ForwardContext::draw in training");
  return MaskedScale::apply(x, context.draw, static_cast<int64_t>(stream_), rate_);
}

}  // namespace ceteris
