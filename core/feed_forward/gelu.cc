#include "core/feed_forward/gelu.h"

#include <ATen/ops/gelu.h>

#include "core/feed_forward/linear_gelu.h"
#include "core/tensor/linear_products.h"

namespace ceteris {

at::Tensor Gelu::Activate(at::Tensor inner) const { return at::gelu(inner, "none"); }

at::Tensor Gelu::ActivateLinear(const at::Tensor& x, const Linear& inner) const {
  if (CpuKernelsForLinear(x, inner.weight()) != nullptr) return LinearGeluOnCpuKernels(x, inner);
  return Activate(inner.Forward(x));
}

}  // namespace ceteris
