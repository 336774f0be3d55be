// Exponential moving average of the weights.
//
// Polyak and Juditsky 1992 average all iterates; here recent ones count more, as Izmailov et al. 2018,
// arXiv:1803.05407, discuss and PyTorch's AveragedModel computes it:
//   average <- weights                                        after step 1
//   average <- decay * average + (1 - decay) * weights        after every other step
//
// Example:  ExponentialAverage average(training.averaging().exponential_average(), trained);
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"
#include "core/training/weight_average.h"

namespace ceteris {

class ExponentialAverage final : public WeightAverage {
 public:
  // Reads the weights of `trained`; needs their memory once more.
  ExponentialAverage(const config::ExponentialAverage& config, const TrainedTensors& trained);

  void Observe(int64_t step) override;
  std::vector<at::Tensor> Values() const override { return averages_; }

 private:
  double decay_;
  std::vector<at::Tensor> weights_, averages_;
};

}  // namespace ceteris
