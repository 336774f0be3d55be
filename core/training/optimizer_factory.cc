#include "core/training/optimizer_factory.h"

#include "core/training/adam.h"
#include "core/training/adamw.h"
#include "core/training/lion.h"
#include "core/training/muon.h"
#include "core/training/sgd.h"

namespace ceteris {

// No `default:`: a variant that the schema gains and this switch lacks does not compile.
std::unique_ptr<Optimizer> BuildOptimizer(const config::Optimizer& config, const TrainedTensors& trained) {
  switch (config.variant_case()) {
    case config::Optimizer::kAdamw:
      return std::make_unique<AdamW>(config.adamw(), trained);
    case config::Optimizer::kAdam:
      return std::make_unique<Adam>(config.adam(), trained);
    case config::Optimizer::kSgd:
      return std::make_unique<Sgd>(config.sgd(), trained);
    case config::Optimizer::kLion:
      return std::make_unique<Lion>(config.lion(), trained);
    case config::Optimizer::kMuon:
      return std::make_unique<Muon>(config.muon(), trained);
    case config::Optimizer::VARIANT_NOT_SET:
      break;
  }
  return nullptr;
}

}  // namespace ceteris
