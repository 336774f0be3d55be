// What a model needs to know of its task before it sees a batch: sizes only. No LibTorch: validation and planning read
// it too.
//
// A field that a task does not have is 0: a text without labels has no classes, an image no vocabulary.
//
// Example:  const TaskShape shape{/*vocab_size=*/65, /*seq_len=*/128};   // a language model on text
#pragma once

#include <cstdint>

namespace ceteris {

struct TaskShape {
  int64_t vocab_size = 0;  // tokens that are read, and predicted where there are no classes
  int64_t seq_len = 0;     // the longest sequence that is trained on: Batch::inputs
  // Encoder-decoder tasks: the longest sequence that the encoder reads, of the same vocabulary: Batch::source.
  int64_t source_len = 0;
  int64_t num_classes = 0;   // one label per sequence or image instead of one target per token
  int64_t num_segments = 0;  // kinds of sequence that a token can belong to (BERT's sentences A and B): Batch::segments
  // Square images instead of tokens: Batch::images.
  int64_t image_size = 0;
  int64_t image_channels = 0;
};

}  // namespace ceteris
