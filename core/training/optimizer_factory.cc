#include "core/training/optimizer_factory.h"

#include "core/training/adamw.h"

namespace ceteris {

// No `default:`: a variant that the schema gains and this switch lacks does not compile.
std::unique_ptr<Optimizer> BuildOptimizer(const config::Optimizer& config, const TrainedTensors& trained) {
  switch (config.variant_case()) {
    case config::Optimizer::kAdamw:
      return std::make_unique<AdamW>(config.adamw(), trained);
    case config::Optimizer::VARIANT_NOT_SET:
      break;
  }
  return nullptr;
}

}  // namespace ceteris
