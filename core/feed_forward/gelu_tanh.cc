#include "core/feed_forward/gelu_tanh.h"

#include <ATen/ops/gelu.h>

namespace ceteris {

at::Tensor GeluTanh::Activate(at::Tensor inner) const { return at::gelu(inner, "tanh"); }

}  // namespace ceteris
