#include "core/position/xpos.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <vector>

#include "core/position/angles.h"
#include "core/position/rotation.h"

namespace ceteris {
namespace {

constexpr double kGamma = 0.4;  // section 3.2: found by a small search there

// ln zeta[i] / scale_base, of every pair.
std::vector<double> LogDecays(const config::Xpos& config, int64_t head_dim) {
  std::vector<double> decays(head_dim / 2);
  for (size_t i = 0; i < decays.size(); ++i) {
    const double zeta = (2.0 * static_cast<double>(i) / static_cast<double>(head_dim) + kGamma) / (1 + kGamma);
    decays[i] = std::log(zeta) / config.scale_base();
  }
  return decays;
}

// direction: 1 for queries, -1 for keys.
PositionTable ScaledTurns(const config::Xpos& config, const XposShape& shape, double direction) {
  return PositionTable([rates = GeometricRates(config.theta(), shape.head_dim),
                        decays = LogDecays(config, shape.head_dim), middle = shape.seq_len / 2,
                        direction](const at::Tensor& positions) {
    const at::Tensor angles = Angles(positions, rates);                                // [1 | batch, len, head_dim / 2]
    const at::Tensor power = Angles(positions - middle, decays).mul(direction).exp();  // the same shape
    return at::cat({angles.cos() * power, angles.sin() * power}, -1);                  // [1 | batch, len, head_dim]
  });
}

at::Tensor Rotate(const at::Tensor& heads, const at::Tensor& positions, const PositionTable& turns) {
  return RotatePairs(heads, turns.Rows(positions, heads.scalar_type() == at::kDouble ? at::kDouble : at::kFloat));
}

}  // namespace

Xpos::Xpos(const config::Xpos& config, const XposShape& shape)
    : query_turns_(ScaledTurns(config, shape, 1)),
      key_turns_(ScaledTurns(config, shape, -1)),
      max_positions_(XposMaxPositions(config, shape)) {
  TORCH_CHECK(shape.head_dim % 2 == 0, "xpos turns pairs of channels: head_dim ", shape.head_dim, " is odd");
}

at::Tensor Xpos::RotateQuery(const at::Tensor& q, const at::Tensor& q_positions) const {
  return Rotate(q, q_positions, query_turns_);
}

at::Tensor Xpos::RotateKey(const at::Tensor& k, const at::Tensor& k_positions) const {
  return Rotate(k, k_positions, key_turns_);
}

}  // namespace ceteris
