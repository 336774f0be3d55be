#include "core/training/adam.h"

namespace ceteris {

Adam::Adam(const config::Adam& config, const TrainedTensors& trained)
    : flat_gradient_(trained.flat_gradient()),
      moments_({config.beta1(), config.beta2(), config.epsilon()}, /*weight_decay=*/0) {
  for (const TrainedTensor& tensor : trained.tensors()) moments_.Add(tensor);
}

void Adam::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  moments_.Step(learning_rate, DivideUnlessFused(flat_gradient_, gradient_divisor));
}

}  // namespace ceteris
