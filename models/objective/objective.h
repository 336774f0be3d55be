// What training minimises: cross entropy with smoothed labels and a penalty on the normaliser, where a trial asks for
// them.
//
//   p = softmax(x),  log Z = log(sum_v exp(x[v])),  V classes,  e = label_smoothing,  z = z_loss
//   loss = sum over targets t != kIgnoredTarget of  -sum_v q[v] log p[v] + z (log Z)^2                          in nats
//   q[v] = (1 - e) [v == t] + e / V
// Smoothing: Szegedy et al. 2015, "Rethinking the Inception Architecture", arXiv:1512.00567, section 7, over all V
// classes with the target among them, as PyTorch computes it; Vaswani et al. 2017, section 5.4. Normaliser: Chowdhery
// et al. 2022 (PaLM), arXiv:2204.02311, section 5. With both at 0 it is CrossEntropySum(), bit for bit; evaluations use
// that one always, so train/loss and valid/loss are different things where a trial smooths.
//
// Example:  const Objective objective(trial.training());
//           const at::Tensor loss = objective.LossSum(model->Forward(batch, context).logits, batch.targets);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/training/training.pb.h"

namespace ceteris {

class Objective {
 public:
  // Reads label_smoothing and z_loss, which ValidateTraining() has accepted.
  explicit Objective(const config::Training& training)
      : label_smoothing_(training.label_smoothing()), z_loss_(training.z_loss()) {}

  // logits: [..., num_classes], float32, float64 or bfloat16, which is widened to float32 first: [batch, seq_len,
  // vocab_size] of a token each, [batch, num_classes] of one label per sequence or image.
  // targets: [...] int64 in [0, num_classes), or kIgnoredTarget; a target outside throws c10::Error on the CPU.
  // Returns a scalar, float64 for float64 logits and float32 otherwise; 0 where every target is ignored.
  at::Tensor LossSum(const at::Tensor& logits, const at::Tensor& targets) const;

 private:
  double label_smoothing_, z_loss_;
};

}  // namespace ceteris
