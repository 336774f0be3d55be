// Angles that rise with the position, each channel pair at its own rate.
//
//   angle[p, i] = p * theta^(-2i / width)        i = 0 .. ceil(width / 2) - 1
//
// Vaswani et al. 2017, section 3.5, and Su et al. 2021, section 3.3, use the same progression: wavelengths from 2 pi
// to about theta * 2 pi.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

// positions: [1 | batch, seq_len] int64. Returns [1 | batch, seq_len, ceil(width / 2)] float64: in float32 the angle of
// position 10,000 would be wrong by half a thousandth of a turn.
at::Tensor Angles(const at::Tensor& positions, double theta, int64_t width);

}  // namespace ceteris
