// The nearest orthogonal matrix, roughly, by matrix products alone.
//
// Jordan et al. 2024, "Muon", kellerjordan.github.io/posts/muon: a quintic Newton-Schulz iteration, whose coefficients
// make small singular values grow as fast as can be, at the price of ending near 1 instead of at 1.
//   X <- G / (|G| + 1e-7)                                           |G| of Frobenius, so no singular value exceeds 1
//   X <- a X + (b A + c A^2) X,  A = X X^T                          steps times; a, b, c = 3.4445, -4.7750, 2.0315
// Each singular value s of G / |G| becomes p(p(...p(s))), p(s) = a s + b s^3 + c s^5, between 0.68 and 1.21 after five
// steps for s of 0.01 or more; singular vectors stay. Deviation: in the dtype of G instead of bfloat16.
//
// Example:  const at::Tensor direction = NewtonSchulz(momentum, /*steps=*/5);
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// matrices: [n, rows, columns], float32 or float64; a matrix of zeros stays one. Returns the same shape and dtype; the
// input keeps its values. Costs 6 steps * n * min^2 * max operations of min, max = the smaller and the larger side, and
// 4 steps * n * min^3.
at::Tensor NewtonSchulz(const at::Tensor& matrices, int steps);

}  // namespace ceteris
