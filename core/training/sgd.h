// Stochastic gradient descent with momentum, plain or Nesterov's.
//
// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", ICML, in the form of
// PyTorch, where the learning rate stands outside of the momentum, so that a schedule acts at once:
//   m <- momentum * m + g           w <- w - learning_rate * m                        m starts at 0
//   Nesterov:                       w <- w - learning_rate * (g + momentum * m)       with the new m
//
// Example:  Sgd sgd(training.optimizer().sgd(), trained);  sgd.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class Sgd final : public Optimizer {
 public:
  // Shares the tensors of `trained`; needs their memory once more for the momentum, unless that is 0.
  Sgd(const config::Sgd& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  double momentum_;
  bool nesterov_;
  at::Tensor flat_gradient_, flat_momentum_;  // flat_momentum_ is undefined where momentum is 0
  std::vector<at::Tensor> weights_, gradients_;
};

}  // namespace ceteris
