#include "core/training/weight_average_factory.h"

#include "core/training/checkpoint_average.h"
#include "core/training/exponential_average.h"

namespace ceteris {

// No `default:`: a variant that the schema gains and this switch lacks does not compile.
std::unique_ptr<WeightAverage> BuildWeightAverage(const config::Averaging& config, const TrainedTensors& trained) {
  switch (config.variant_case()) {
    case config::Averaging::kNoAveraging:
      break;
    case config::Averaging::kExponentialAverage:
      return std::make_unique<ExponentialAverage>(config.exponential_average(), trained);
    case config::Averaging::kCheckpointAverage:
      return std::make_unique<CheckpointAverage>(config.checkpoint_average(), trained);
    case config::Averaging::VARIANT_NOT_SET:
      break;
  }
  return nullptr;
}

}  // namespace ceteris
