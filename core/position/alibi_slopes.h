// The slopes of ALiBi's heads. No LibTorch.
//
// Press et al. 2021, "Train Short, Test Long", arXiv:2108.12409, section 3.
//   slope[h] = 2^(-8 (h + 1) / num_heads), h from 0
// For a number of heads that is no power of two the paper gives no formula; its code takes the slopes of the next
// lower power of two and then every second one of twice that many, and so does this.
//
// Example:  AlibiSlopes(8) is {1/2, 1/4, ..., 1/256}
#pragma once

#include <cstdint>
#include <vector>

namespace ceteris {

// The slope of each head, num_heads >= 1 of them.
std::vector<double> AlibiSlopes(int64_t num_heads);

}  // namespace ceteris
