// The sizes of an embedding, which follow from the task and the stack. No LibTorch.
#pragma once

#include <cstdint>

namespace ceteris {

struct EmbeddingContext {
  int64_t vocab_size = 0;
  int64_t d_model = 0;
};

}  // namespace ceteris
