// The two moments of Adam and its kin for some tensors, and LibTorch's fused kernel that updates with them.
//
// Step t with gradient g does
//   w <- w - learning_rate * weight_decay * w                    only for tensors of WeightDecay::kDecay
//   m <- beta1 * m + (1 - beta1) * g            v <- beta2 * v + (1 - beta2) * g^2
//   w <- w - learning_rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
//
// Example:  AdamMoments moments({beta1, beta2, epsilon}, weight_decay);
//           for (const TrainedTensor& tensor : trained.tensors()) moments.Add(tensor);
//           moments.Step(learning_rate, gradient_divisor);
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/trained_tensors.h"

namespace ceteris {

struct AdamRates {
  double beta1 = 0, beta2 = 0, epsilon = 0;
};

// The kernel divides as it reads, which saves a pass over the gradients, but it knows only a float32 divisor. Returns
// the divisor that is left to it: for gradients in float64 none, since they are divided here.
at::Tensor DivideUnlessFused(const at::Tensor& flat_gradient, const at::Tensor& gradient_divisor);

class AdamMoments {
 public:
  AdamMoments(const AdamRates& rates, double weight_decay);

  // Moments start at 0. Shares the tensors of `tensor`.
  void Add(const TrainedTensor& tensor);

  // gradient_divisor: float32 scalar, for float32 gradients only: the kernel knows no other; or undefined for 1.
  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor);

 private:
  // The tensors of one decay group, as the parallel lists that the kernel takes.
  struct Group {
    double weight_decay = 0;
    std::vector<at::Tensor> weights, gradients, first_moments, second_moments, steps;
  };

  AdamRates rates_;
  at::Tensor step_;  // float32 scalar, shared by all tensors: they all take part in every step
  Group decayed_, not_decayed_;
};

}  // namespace ceteris
