#include "core/feed_forward/glu.h"

#include <ATen/ops/sigmoid.h>

namespace ceteris {

at::Tensor Glu::Activate(const at::Tensor& gate) const { return at::sigmoid(gate); }

}  // namespace ceteris
