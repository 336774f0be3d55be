// Softmax cross-entropy of rows that lie one after the other.
#pragma once

#include <cstdint>

namespace ceteris {

struct CrossEntropyRows {
  int64_t count = 0, classes = 0;
  const float* logits = nullptr;     // [count, classes]
  const int64_t* targets = nullptr;  // [count]: in [0, classes), or `ignored`
  int64_t ignored = -100;
  float* d_logits = nullptr;  // [count, classes]: softmax minus one-hot, 0 in ignored rows; or nothing
};

}  // namespace ceteris
