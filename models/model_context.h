// What a model needs to know of its task. No LibTorch: validation and planning read it too.
#pragma once

#include <cstdint>

namespace ceteris {

struct ModelContext {
  int64_t vocab_size = 0;
  int64_t seq_len = 0;  // the longest sequence that is trained on
};

}  // namespace ceteris
