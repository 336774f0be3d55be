#include "core/position/rotary_scaling.h"

#include "core/position/linear_scaling.h"
#include "core/position/ntk_aware.h"
#include "core/position/yarn.h"

namespace ceteris {

RotaryRates ScaledRates(const config::Rotary& config, const RotaryShape& shape) {
  switch (config.scaling_case()) {  // no default: a forgotten variant does not compile
    case config::Rotary::kLinear:
      return LinearScalingRates(config.linear(), config.theta(), shape.head_dim);
    case config::Rotary::kNtkAware:
      return NtkAwareRates(config.ntk_aware(), config.theta(), shape.head_dim);
    case config::Rotary::kYarn: {
      const int64_t written = config.yarn().original_max_positions();
      return YarnRates(config.yarn(), {config.theta(), shape.head_dim, written == 0 ? shape.seq_len : written});
    }
    case config::Rotary::kNoScaling:
    case config::Rotary::SCALING_NOT_SET:
      break;
  }
  return {GeometricRates(config.theta(), shape.head_dim)};
}

}  // namespace ceteris
