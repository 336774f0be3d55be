#include "core/attention/zero_sink.h"

#include <ATen/ops/zeros.h>

namespace ceteris {

ZeroSink::ZeroSink(int64_t num_heads, const Scope& scope)
    : logits_(at::zeros({num_heads}, scope.options().requires_grad(false))) {}

}  // namespace ceteris
