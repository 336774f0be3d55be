// Adam.
//
// Kingma and Ba 2014, arXiv:1412.6980, algorithm 1: the equations of adam_moments.h without weight decay. What
// Vaswani et al. 2017 train with, at beta2 0.98 and epsilon 1e-9.
//
// Example:  Adam adam(training.optimizer().adam(), trained);  adam.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include "core/training/adam_moments.h"
#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class Adam final : public Optimizer {
 public:
  // Shares the tensors of `trained`; needs three times their memory with the gradients.
  Adam(const config::Adam& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  at::Tensor flat_gradient_;
  AdamMoments moments_;
};

}  // namespace ceteris
