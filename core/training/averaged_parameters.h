// Shows a model its averaged weights for a while.
//
// Example:  { const AveragedParameters averaged(average.get(), &trained);  Evaluate(model); }    // trained ones again
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/training/trained_tensors.h"
#include "core/training/weight_average.h"

namespace ceteris {

// While it lives the parameters hold the averages; then what was trained again, bit for bit. Does nothing where
// `average` is nullptr. Needs the memory of the weights once more. Nobody may train meanwhile.
class AveragedParameters {
 public:
  AveragedParameters(const WeightAverage* average, TrainedTensors* trained);
  ~AveragedParameters();
  AveragedParameters(const AveragedParameters&) = delete;
  AveragedParameters& operator=(const AveragedParameters&) = delete;

  // The averages stay in the parameters: training is over.
  void Keep() { kept_.clear(); }

 private:
  TrainedTensors* trained_;
  std::vector<at::Tensor> kept_;  // the trained weights
};

}  // namespace ceteris
