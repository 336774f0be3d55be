// Linear scaling of rotary angles (position interpolation).
//
// Chen et al. 2023, "Extending Context Window of Large Language Models via Positional Interpolation",
// arXiv:2306.15595, eq. (4): a position p is read as p / factor, so that sequences `factor` times as long stay within
// the angles that were trained. Fractions of a position are angles as any others.
//   rate[i] = theta^(-2i / head_dim) / factor
//
// Example:  const RotaryRates rates = LinearScalingRates(config.linear(), /*theta=*/10000, /*head_dim=*/64);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/rotary_rates.h"

namespace ceteris {

// head_dim / 2 rates.
RotaryRates LinearScalingRates(const config::LinearScaling& config, double theta, int64_t head_dim);

}  // namespace ceteris
