#include "core/norm/norm_factory.h"

#include <c10/util/Exception.h>

#include "core/norm/layer_norm.h"
#include "core/norm/no_norm.h"
#include "core/norm/rms_norm.h"
#include "core/norm/scale_norm.h"

namespace ceteris {

std::unique_ptr<Norm> BuildNorm(const config::Norm& config, int64_t d_model, const Scope& scope) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Norm::kLayerNorm:
      return std::make_unique<LayerNorm>(config.layer_norm(), d_model, scope);
    case config::Norm::kRmsNorm:
      return std::make_unique<RmsNorm>(config.rms_norm(), d_model, scope);
    case config::Norm::kScaleNorm:
      return std::make_unique<ScaleNorm>(config.scale_norm(), d_model, scope);
    case config::Norm::kNoNorm:
      return std::make_unique<NoNorm>();
    case config::Norm::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "norm.variant: nothing is written");
}

}  // namespace ceteris
