// NTK-aware scaling of rotary angles.
//
// bloc97 2023, as written down by Peng et al. 2023, "YaRN", arXiv:2309.00071, section 3.1 (their definition 1): another
// base instead of another position, so that the slowest pair turns as under linear scaling by `factor` and the fastest
// as it always did: what tells neighbours apart is not squeezed.
//   rate[i] = base^(-2i / head_dim)        base = theta * factor^(head_dim / (head_dim - 2))
// The base is fixed: the "dynamic" form, which follows the length of the sequence, would turn cached keys again.
//
// Example:  const RotaryRates rates = NtkAwareRates(config.ntk_aware(), /*theta=*/10000, /*head_dim=*/64);
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/rotary_rates.h"

namespace ceteris {

// head_dim / 2 rates. head_dim >= 4: a single pair is the fastest and the slowest, which ValidatePosition() refuses.
RotaryRates NtkAwareRates(const config::NtkAware& config, double theta, int64_t head_dim);

}  // namespace ceteris
