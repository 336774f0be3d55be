// Turning pairs of channels: the arithmetic of rotary schemes.
//
// A pair (a, b) at angle t becomes (a cos t - b sin t, b cos t + a sin t); channel i is paired with channel
// i + head_dim / 2. A rotation's gradient is the rotation back, so nothing but the table of cosines and sines is kept
// for the backward pass. Cosine and sine may carry a common factor, which then stretches the pair, forward and back
// (xPos, YaRN).
//
// Example:  at::Tensor rotated = RotatePairs(q, table.Rows(positions, at::kFloat));
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// heads: [batch, num_heads, len, head_dim], float32, float64 or bfloat16, any strides; head_dim even
// turns: [1 | batch, len, head_dim], float64 for float64 heads, else float32: the cosine of each pair, then the sine of
// each pair Returns a rotated copy of the same shape and dtype. bfloat16 is computed in float32 and rounded once.
at::Tensor RotatePairs(const at::Tensor& heads, const at::Tensor& turns);

// The same without a backward pass, by operators that every device has: what RotatePairs() does elsewhere than on the
// CPU, where one loop is faster. direction: 1 turns by the angle, -1 back.
at::Tensor RotateByOperators(const at::Tensor& heads, const at::Tensor& turns, double direction);

}  // namespace ceteris
