// YaRN: scaling of rotary angles by parts, and a temperature.
//
// Peng et al. 2023, "YaRN: Efficient Context Window Extension of Large Language Models", arXiv:2309.00071, sections 3.2
// and 3.4. A pair that makes more than beta_fast turns over the `original_max_positions` that were trained keeps its
// rate: it tells neighbours apart. One that makes fewer than beta_slow is scaled linearly: it tells where a token
// stands, and must not leave what was trained. Between them lies a ramp.
//   rate[i] = (1 - ramp[i]) r[i] + ramp[i] r[i] / factor              r[i] = theta^(-2i / head_dim)
//   ramp[i] = clamp((i - low) / (high - low), 0, 1)                   low, high = PairOfTurns(beta_fast), (beta_slow)
//   scores  = (0.1 ln(factor) + 1)^2 q k^T / sqrt(head_dim)           sqrt(1/t) in queries and in keys, eq. (22)
// Deviation from the paper, where the ramp is linear in the number of turns: here it is linear in the index of the
// pair, between whole indices, as in the authors' own code and in every model that was published with it.
//
// Example:  const RotaryRates rates = YarnRates(config.yarn(), {/*theta=*/10000, /*head_dim=*/64, /*positions=*/2048});
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/position/rotary_rates.h"

namespace ceteris {

struct YarnShape {
  double theta = 10000;
  int64_t head_dim = 0;
  int64_t original_max_positions = 0;  // more than 2 pi beta_slow of them, or no pair keeps its rate
};

// head_dim / 2 rates, and the stretch 0.1 ln(factor) + 1.
RotaryRates YarnRates(const config::Yarn& config, const YarnShape& shape);

// The index, as a real number, of the pair that makes so many turns over the original positions.
double PairOfTurns(double turns, const YarnShape& shape);

}  // namespace ceteris
