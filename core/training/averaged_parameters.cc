#include "core/training/averaged_parameters.h"

#include <c10/core/GradMode.h>

namespace ceteris {

AveragedParameters::AveragedParameters(const WeightAverage* average, TrainedTensors* trained) : trained_(trained) {
  if (average == nullptr) return;
  c10::NoGradGuard no_grad;
  for (const TrainedTensor& tensor : trained->tensors()) kept_.push_back(tensor.weight.clone());
  trained->Publish(average->Values());
}

// Masters of bfloat16 parameters were not touched; rounding them again gives the same bits.
AveragedParameters::~AveragedParameters() {
  if (kept_.empty()) return;
  c10::NoGradGuard no_grad;
  trained_->Publish(kept_);
}

}  // namespace ceteris
