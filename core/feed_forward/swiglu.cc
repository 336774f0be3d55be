#include "core/feed_forward/swiglu.h"

#include <ATen/ops/silu.h>

namespace ceteris {

at::Tensor Swiglu::Activate(const at::Tensor& gate) const { return at::silu(gate); }

}  // namespace ceteris
