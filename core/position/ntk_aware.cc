#include "core/position/ntk_aware.h"

#include <cmath>

namespace ceteris {

RotaryRates NtkAwareRates(const config::NtkAware& config, double theta, int64_t head_dim) {
  const double width = static_cast<double>(head_dim);
  return {GeometricRates(theta * std::pow(config.factor(), width / (width - 2)), head_dim)};
}

}  // namespace ceteris
