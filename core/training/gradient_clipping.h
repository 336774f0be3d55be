// Clipping by the global gradient norm, without asking the device for the norm.
//
// Pascanu et al. 2012, arXiv:1211.5063, algorithm 1: where the norm of all gradients together exceeds max_norm, they
// are scaled down to it. Here as a divisor that the optimizer applies while it reads the gradients:
//   divisor = max(1, (norm + 1e-6) / max_norm)          1e-6 as in PyTorch; a norm that is not finite stays so
//
// Example:  optimizer->Step(learning_rate, ClippingDivisor(trained.GradientNorm(), training.max_gradient_norm()));
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// norm: scalar. Returns a scalar of its dtype and device, or an undefined tensor where max_norm is 0: no clipping.
at::Tensor ClippingDivisor(const at::Tensor& norm, double max_norm);

}  // namespace ceteris
