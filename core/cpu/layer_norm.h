// Layer normalisation of rows that lie one after the other; core/norm/layer_norm.h has the equation.
#pragma once

#include <cstdint>

namespace ceteris {

struct LayerNormRows {
  int64_t count = 0, width = 0;  // width: a multiple of 16
  float epsilon = 0;
  const float* x = nullptr;       // [count, width]
  const float* weight = nullptr;  // [width]
  const float* bias = nullptr;    // [width], or nothing
  float* y = nullptr;             // [count, width]; the backward pass reads none
  float* mean = nullptr;          // [count]: written forward, read backward
  float* scale = nullptr;         // [count]: 1 / sqrt(variance + epsilon), the same
};

struct LayerNormGradients {
  const float* d_y = nullptr;  // [count, width]
  float* d_x = nullptr;        // [count, width]
  float* d_weight = nullptr;   // [width], added to
  float* d_bias = nullptr;     // [width], added to; or nothing
};

}  // namespace ceteris
