#include "core/training/adamw.h"

namespace ceteris {

AdamW::AdamW(const config::AdamW& config, const TrainedTensors& trained)
    : flat_gradient_(trained.flat_gradient()),
      moments_({config.beta1(), config.beta2(), config.epsilon()}, config.weight_decay()) {
  for (const TrainedTensor& tensor : trained.tensors()) moments_.Add(tensor);
}

void AdamW::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  moments_.Step(learning_rate, DivideUnlessFused(flat_gradient_, gradient_divisor));
}

}  // namespace ceteris
