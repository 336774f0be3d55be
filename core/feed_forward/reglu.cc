#include "core/feed_forward/reglu.h"

#include <ATen/ops/relu.h>

namespace ceteris {

at::Tensor Reglu::Activate(const at::Tensor& gate) const { return at::relu(gate); }

}  // namespace ceteris
