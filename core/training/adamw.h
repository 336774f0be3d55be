// AdamW: Adam with decoupled weight decay.
//
// Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2, in LibTorch's fused kernel, so that step t with gradient g
// does
//   w <- w - learning_rate * weight_decay * w                    only for tensors of WeightDecay::kDecay
//   m <- beta1 * m + (1 - beta1) * g            v <- beta2 * v + (1 - beta2) * g^2
//   w <- w - learning_rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
// Deviation, as in PyTorch: the decay is multiplied by the scheduled learning rate including its peak, not by the
// schedule alone.
//
// Example:  AdamW adamw(training.optimizer().adamw(), trained);  adamw.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class AdamW final : public Optimizer {
 public:
  // Moments start at 0. Shares the tensors of `trained`; needs three times their memory with the gradients.
  AdamW(const config::AdamW& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  // The tensors of one decay group, as the parallel lists that the kernel takes.
  struct Group {
    double weight_decay = 0;
    std::vector<at::Tensor> weights, gradients, first_moments, second_moments, steps;
  };

  config::AdamW config_;
  at::Tensor flat_gradient_;
  at::Tensor step_;  // float32 scalar, shared by all tensors: they all take part in every step
  Group decayed_, not_decayed_;
};

}  // namespace ceteris
