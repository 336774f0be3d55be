#include "core/feed_forward/relu.h"

#include <ATen/ops/relu.h>

namespace ceteris {

at::Tensor Relu::Activate(at::Tensor inner) const { return at::relu_(inner); }

}  // namespace ceteris
