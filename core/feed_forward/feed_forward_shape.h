// The inner width of a feed-forward layer, derived here and only here. No LibTorch.
#pragma once

#include <cstdint>

#include "core/feed_forward/feed_forward.pb.h"

namespace ceteris {

// d_ff; 0 in the config means 4 * d_model.
inline int64_t InnerWidth(const config::FeedForward& config, int64_t d_model) {
  return config.d_ff() == 0 ? 4 * d_model : config.d_ff();
}

}  // namespace ceteris
