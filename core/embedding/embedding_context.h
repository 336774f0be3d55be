// The sizes of an embedding, which follow from the task and the stacks. No LibTorch.
#pragma once

#include <cstdint>

namespace ceteris {

struct EmbeddingContext {
  int64_t vocab_size = 0;
  int64_t d_model = 0;         // of the stack that reads the inputs and feeds the head
  int64_t source_d_model = 0;  // of the encoder of an encoder-decoder; 0: there is no source
};

}  // namespace ceteris
