#include "models/initialization.h"

#include <c10/util/Exception.h>

#include <cmath>

namespace ceteris {

InitialWeights BuildInitialization(const config::Initialization& config, int64_t num_layers) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Initialization::kGpt2: {
      const double stddev = config.gpt2().stddev();
      const double num_residual_layers =
          2.0 * static_cast<double>(num_layers);  // attention and feed-forward of each block
      return {std::make_unique<Normal>(stddev), std::make_unique<Normal>(stddev / std::sqrt(num_residual_layers))};
    }
    case config::Initialization::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "the config names no initialisation: resolve it first");
}

}  // namespace ceteris
