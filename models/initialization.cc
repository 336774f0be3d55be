#include "models/initialization.h"

#include <c10/util/Exception.h>

#include <cmath>

namespace ceteris {
namespace {

template <typename Each>
InitialWeights AllAlike(const Each& initializer) {
  return {std::make_unique<Each>(initializer), std::make_unique<Each>(initializer)};
}

}  // namespace

InitialWeights BuildInitialization(const config::Initialization& config, int64_t num_residual_layers, int64_t d_model) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Initialization::kGpt2: {
      const double stddev = config.gpt2().stddev();
      const double depth = static_cast<double>(num_residual_layers);
      return {std::make_unique<Normal>(stddev), std::make_unique<Normal>(stddev / std::sqrt(depth))};
    }
    case config::Initialization::kXavier:
      return AllAlike(XavierUniform(config.xavier().gain()));
    case config::Initialization::kBertNormal:
      return AllAlike(TruncatedNormal(config.bert_normal().stddev()));
    case config::Initialization::kSmallInit:
      return AllAlike(Normal(std::sqrt(2.0 / (5.0 * static_cast<double>(d_model)))));
    case config::Initialization::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "the config names no initialisation: resolve it first");
}

}  // namespace ceteris
