#include "core/position/linear_scaling.h"

namespace ceteris {

RotaryRates LinearScalingRates(const config::LinearScaling& config, double theta, int64_t head_dim) {
  RotaryRates rates{GeometricRates(theta, head_dim)};
  for (double& rate : rates.radians) rate /= config.factor();
  return rates;
}

}  // namespace ceteris
