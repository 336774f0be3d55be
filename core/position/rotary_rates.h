// How fast each pair of channels turns. No LibTorch.
//
// Example:  const RotaryRates rates{GeometricRates(/*theta=*/10000, /*width=*/64)};   // plain rotary
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace ceteris {

// What a way of scaling makes of rotary's angles.
struct RotaryRates {
  std::vector<double> radians = {};  // per position, of each pair of channels, falling
  double stretch = 1;                // that every query and key is multiplied by
};

// Rate i of ceil(width / 2): theta^(-2i / width).
inline std::vector<double> GeometricRates(double theta, int64_t width) {
  std::vector<double> rates((width + 1) / 2);
  for (size_t i = 0; i < rates.size(); ++i)
    rates[i] = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(width));
  return rates;
}

}  // namespace ceteris
