// Which positions xPos can tell in float32. No LibTorch.
//
// Example:  if (XposMaxPositions(config, {head_dim, seq_len}) < seq_len) ...refuse
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/position/position.pb.h"

namespace ceteris {

struct XposShape {
  int64_t head_dim = 0;
  int64_t seq_len = 0;  // positions that are trained; their middle has the power 0
};

// The smallest zeta is 0.4 / 1.4, and its power 60 is 2e-33: float32 holds numbers down to 1e-38.
constexpr double kLargestXposPower = 60;

// Position 0 and the last one are at most kLargestXposPower * scale_base from the middle; 0 where even position 0 is
// farther.
inline int64_t XposMaxPositions(const config::Xpos& config, const XposShape& shape) {
  const double reach = std::min(kLargestXposPower * config.scale_base(), 1e15);
  const int64_t middle = shape.seq_len / 2;
  return static_cast<double>(middle) > reach ? 0 : middle + static_cast<int64_t>(reach) + 1;
}

}  // namespace ceteris
