// The mean of the last checkpoints.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 6.1: the model is the mean of the last 5 (base) or 20 (big)
// checkpoints. Here a checkpoint is the weights after every step that every_steps divides, and the mean is over the
// last `count` of them, over fewer while there are fewer; before the first of them it is the weights of the last step.
//
// Example:  CheckpointAverage average(training.averaging().checkpoint_average(), trained);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"
#include "core/training/weight_average.h"

namespace ceteris {

class CheckpointAverage final : public WeightAverage {
 public:
  // Reads the weights of `trained`; needs their memory `count` times more.
  CheckpointAverage(const config::CheckpointAverage& config, const TrainedTensors& trained);

  void Observe(int64_t step) override;
  std::vector<at::Tensor> Values() const override;

 private:
  int64_t every_steps_, num_taken_ = 0;
  std::vector<at::Tensor> weights_;
  std::vector<at::Tensor> checkpoints_;  // per weight: [count, the weight's shape], the oldest overwritten first
};

}  // namespace ceteris
