#include "core/feed_forward/gelu.h"

#include <ATen/ops/gelu.h>

namespace ceteris {

at::Tensor Gelu::Activate(at::Tensor inner) const { return at::gelu(inner, "none"); }

}  // namespace ceteris
