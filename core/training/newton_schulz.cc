#include "core/training/newton_schulz.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <c10/core/GradMode.h>

namespace ceteris {
namespace {

constexpr double kLinear = 3.4445, kCubic = -4.7750, kQuintic = 2.0315;

}  // namespace

at::Tensor NewtonSchulz(const at::Tensor& matrices, int steps) {
  c10::NoGradGuard no_grad;
  // X X^T is the smaller square where the rows are the shorter side.
  const bool tall = matrices.size(1) > matrices.size(2);
  const at::Tensor wide = tall ? matrices.transpose(1, 2) : matrices;  // [n, min, max]
  at::Tensor x = wide / (at::linalg_vector_norm(wide, 2, at::IntArrayRef{1, 2}, /*keepdim=*/true) + 1e-7);
  for (int step = 0; step < steps; ++step) {
    const at::Tensor square = at::bmm(x, x.transpose(1, 2));                              // [n, min, min]
    const at::Tensor polynomial = at::baddbmm(square, square, square, kCubic, kQuintic);  // [n, min, min]
    x = at::baddbmm(x, polynomial, x, kLinear, 1);                                        // [n, min, max]
  }
  return tall ? x.transpose(1, 2) : x;
}

}  // namespace ceteris
