// How many tokens causal linear attention takes at a time. No LibTorch.
#pragma once

#include <cstdint>

namespace ceteris {

// The products within a chunk then cost about what those with the sums before it do, at 64 channels per head.
constexpr int64_t kLinearChunk = 64;

}  // namespace ceteris
