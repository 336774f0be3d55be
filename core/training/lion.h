// Lion: the sign of an interpolated momentum.
//
// Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", arXiv:2302.06675, algorithm 2:
//   c <- beta1 * m + (1 - beta1) * g
//   w <- w - learning_rate * (sign(c) + weight_decay * w)        weight_decay only for tensors of WeightDecay::kDecay
//   m <- beta2 * m + (1 - beta2) * g                             m starts at 0
// Every weight moves by the learning rate, whatever the gradient, so it wants one 3 to 10 times below Adam's, and
// clipping changes only how gradients of different steps weigh in m. A c that is not finite makes its weight NaN: a
// divergence must show.
//
// Example:  Lion lion(training.optimizer().lion(), trained);  lion.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class Lion final : public Optimizer {
 public:
  // Shares the tensors of `trained`; needs their memory once more for the momentum, and once more for a moment.
  Lion(const config::Lion& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  double beta1_, beta2_, weight_decay_;
  at::Tensor flat_gradient_, flat_momentum_;
  std::vector<at::Tensor> weights_, gradients_, decayed_;
};

}  // namespace ceteris
