// The rates of rotary's pairs under the way of scaling that a config names. No LibTorch.
//
// Example:  const RotaryRates rates = ScaledRates(config.rotary(), {/*head_dim=*/64, /*seq_len=*/2048});
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/rotary_rates.h"

namespace ceteris {

// What the rates follow from beside the config.
struct RotaryShape {
  int64_t head_dim = 0;
  int64_t seq_len = 0;  // positions that are trained; only YaRN asks
};

// head_dim / 2 rates. The config must have passed ValidatePosition(). Where no scaling is written there is none.
RotaryRates ScaledRates(const config::Rotary& config, const RotaryShape& shape);

}  // namespace ceteris
