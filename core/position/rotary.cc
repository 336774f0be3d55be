#include "core/position/rotary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/roll.h>
#include <c10/util/Exception.h>

#include "core/position/angles.h"

namespace ceteris {
namespace {

// A pair (a, b) turns to (a cos - b sin, b cos + a sin): the sign stands in the table, so that both halves are one
// expression.
at::Tensor Turns(const at::Tensor& positions, double theta, int64_t head_dim) {
  const at::Tensor angles = Angles(positions, theta, head_dim);  // [1 | batch, len, head_dim / 2]
  const at::Tensor cosine = angles.cos(), sine = angles.sin();
  return at::cat({cosine, cosine, -sine, sine}, -1);  // [1 | batch, len, 2 * head_dim]
}

}  // namespace

Rotary::Rotary(const config::Rotary& config, int64_t head_dim)
    : head_dim_(head_dim),
      turns_([theta = config.theta(), head_dim](const at::Tensor& p) { return Turns(p, theta, head_dim); }) {
  TORCH_CHECK(head_dim % 2 == 0, "rotary turns pairs of channels: head_dim ", head_dim, " is odd");
}

at::Tensor Rotary::RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const {
  return Rotate(q, q_positions);
}

at::Tensor Rotary::RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const {
  return Rotate(k, k_positions);
}

at::Tensor Rotary::Rotate(const at::Tensor& heads, const at::Tensor& positions) const {
  const at::ScalarType dtype = heads.scalar_type() == at::kBFloat16 ? at::kFloat : heads.scalar_type();
  const at::Tensor turns = turns_.Rows(positions, dtype).unsqueeze(1);  // [1 | batch, 1, len, 2 * head_dim]
  const at::Tensor x = heads.to(dtype);
  const at::Tensor partner =
      at::roll(x, {head_dim_ / 2}, {-1});  // channel i + head_dim / 2 in the place of i, and back
  return at::addcmul(x * turns.narrow(-1, 0, head_dim_), partner, turns.narrow(-1, head_dim_, head_dim_))
      .to(heads.scalar_type());  // [batch, heads, len, head_dim]
}

}  // namespace ceteris
