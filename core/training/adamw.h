// AdamW: Adam with decoupled weight decay.
//
// Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2: the equations of adam_moments.h. Deviation, as in PyTorch:
// the decay is multiplied by the scheduled learning rate including its peak, not by the schedule alone.
//
// Example:  AdamW adamw(training.optimizer().adamw(), trained);  adamw.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include "core/training/adam_moments.h"
#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class AdamW final : public Optimizer {
 public:
  // Shares the tensors of `trained`; needs three times their memory with the gradients.
  AdamW(const config::AdamW& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  at::Tensor flat_gradient_;
  AdamMoments moments_;
};

}  // namespace ceteris
