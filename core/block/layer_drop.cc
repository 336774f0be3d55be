#include "core/block/layer_drop.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/where.h>

#include "core/tensor/auxiliary_losses.h"

namespace ceteris {

LayerDrop::LayerDrop(double rate, const Scope& scope) : dropout_(rate, scope.Child("layer_drop")) {}

at::Tensor LayerDrop::Apply(const at::Tensor& x, absl::FunctionRef<at::Tensor(const ForwardContext&)> block,
                            const ForwardContext& context) const {
  if (!dropout_.acts(context)) return block(context);
  AuxiliaryLosses auxiliary;
  ForwardContext inner = context;
  if (context.auxiliary != nullptr) inner.auxiliary = &auxiliary;
  const at::Tensor y = block(inner);
  const at::Tensor one = at::ones({1}, x.options().requires_grad(false));
  const at::Tensor keep = dropout_.Forward(one, context) != 0;  // [1] bool
  if (context.auxiliary != nullptr) context.auxiliary->AddScaled(auxiliary, keep);
  return at::where(keep, y, x);
}

}  // namespace ceteris
