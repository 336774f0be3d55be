#include "core/feed_forward/geglu.h"

#include <ATen/ops/gelu.h>

namespace ceteris {

at::Tensor Geglu::Activate(const at::Tensor& gate) const { return at::gelu(gate, "none"); }

}  // namespace ceteris
