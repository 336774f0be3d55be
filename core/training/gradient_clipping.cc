#include "core/training/gradient_clipping.h"

#include <ATen/TensorOperators.h>

namespace ceteris {

at::Tensor ClippingDivisor(const at::Tensor& norm, double max_norm) {
  if (max_norm == 0) return {};
  return ((norm + 1e-6) / max_norm).clamp_min_(1);
}

}  // namespace ceteris
