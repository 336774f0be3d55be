#include "core/position/rotary.h"

#include <ATen/ops/cat.h>
#include <c10/util/Exception.h>

#include "core/position/angles.h"
#include "core/position/rotation.h"

namespace ceteris {
namespace {

at::Tensor Turns(const at::Tensor& positions, const RotaryRates& rates) {
  const at::Tensor angles = Angles(positions, rates.radians);           // [1 | batch, len, head_dim / 2]
  return at::cat({angles.cos(), angles.sin()}, -1).mul(rates.stretch);  // [1 | batch, len, head_dim]
}

}  // namespace

Rotary::Rotary(const config::Rotary& config, const RotaryShape& shape)
    : turns_([rates = ScaledRates(config, shape)](const at::Tensor& p) { return Turns(p, rates); }) {
  TORCH_CHECK(shape.head_dim % 2 == 0, "rotary turns pairs of channels: head_dim ", shape.head_dim, " is odd");
}

at::Tensor Rotary::RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const {
  return Rotate(q, q_positions);
}

at::Tensor Rotary::RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const {
  return Rotate(k, k_positions);
}

at::Tensor Rotary::Rotate(const at::Tensor& heads, const at::Tensor& positions) const {
  return RotatePairs(heads, turns_.Rows(positions, heads.scalar_type() == at::kDouble ? at::kDouble : at::kFloat));
}

}  // namespace ceteris
