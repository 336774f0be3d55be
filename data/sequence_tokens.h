// What the first tokens of a made-up sequence mean; symbols come behind them.
#pragma once

#include <cstdint>

namespace ceteris {

constexpr int32_t kPaddingToken = 0;  // where a sequence is shorter than its row; never attended to, never predicted
constexpr int32_t kStartToken = 1;    // the decoder's first input
constexpr int32_t kEndToken = 2;      // its last target
constexpr int32_t kFirstSymbol = 3;

}  // namespace ceteris
