#include "core/position/yarn.h"

#include <algorithm>
#include <cmath>

namespace ceteris {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;

}  // namespace

double PairOfTurns(double turns, const YarnShape& shape) {
  // turns * 2 pi = positions * theta^(-2i / head_dim), solved for i.
  const double angle = static_cast<double>(shape.original_max_positions) / (turns * kTwoPi);
  return static_cast<double>(shape.head_dim) * std::log(angle) / (2 * std::log(shape.theta));
}

RotaryRates YarnRates(const config::Yarn& config, const YarnShape& shape) {
  RotaryRates rates{GeometricRates(shape.theta, shape.head_dim)};
  const double low = std::max(std::floor(PairOfTurns(config.beta_fast(), shape)), 0.0);
  double high = std::min(std::ceil(PairOfTurns(config.beta_slow(), shape)), static_cast<double>(shape.head_dim - 1));
  if (high == low) high += 0.001;  // a step, and no division by 0
  for (size_t i = 0; i < rates.radians.size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    rates.radians[i] *= (1 - ramp) + ramp / config.factor();
  }
  rates.stretch = 0.1 * std::log(config.factor()) + 1;
  return rates;
}

}  // namespace ceteris
