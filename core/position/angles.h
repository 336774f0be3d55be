// Angles that grow with the position at geometric rates: what sinusoidal and rotary encodings are made of.
//
// Example:  const at::Tensor angles = Angles(positions, GeometricRates(/*theta=*/10000, /*width=*/64));
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/position/rotary_rates.h"

namespace ceteris {

// positions: [1 | batch, seq_len] int64     rates: radians per position
// Returns positions[p] * rates[i], [1 | batch, seq_len, number of rates] float64: position 100,000 still has an angle
// that is right to 1e-11.
at::Tensor Angles(const at::Tensor& positions, const std::vector<double>& rates);

}  // namespace ceteris
