// The one handshake between data and models: a batch of token sequences and what is to be predicted.
//
// Example:  const Batch batch = source.Get(step).To(device);  const at::Tensor loss = CrossEntropySum(logits,
// batch.targets);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

// A target that is not predicted: padding, a prompt. LibTorch's default ignore_index.
constexpr int64_t kIgnoredTarget = -100;

// What a task does not have stays undefined. Every tensor but `positions` has one row per sequence, and the first
// dimension is called batch throughout.
struct Batch {
  at::Tensor inputs;      // [batch, seq_len] int64: the tokens of the one stack, or of the decoder where there are two
  at::Tensor targets;     // [batch, seq_len] int64, kIgnoredTarget where nothing is predicted; [batch]: a class of each
  at::Tensor positions;   // [1 | batch, seq_len] int64; undefined means 0 .. seq_len - 1
  at::Tensor may_attend;  // [batch, 1, 1 | seq_len, seq_len] bool, true = visible; undefined means all (beside
                          // causality)
  // Targets other than kIgnoredTarget. Known on the host, so that dividing a loss by it waits for no device.
  int64_t num_targets = 0;
  at::Tensor source;             // [batch, source_len] int64: the tokens that the encoder of an encoder-decoder reads
  at::Tensor source_may_attend;  // [batch, 1, 1, source_len] bool: which of them are not padding; undefined means all
  at::Tensor segments;           // [batch, seq_len] int64 in [0, num_segments); undefined means all 0
  at::Tensor images;             // [batch, channels, height, width] float32, instead of inputs

  // The number of sequences or images.
  int64_t size() const;

  // A copy on `device`, or the same tensors where they are there already.
  Batch To(at::Device device) const;

  // Sequences [begin, end) as views. Counts their targets on the CPU: of a batch on another device it throws
  // c10::Error.
  Batch Rows(int64_t begin, int64_t end) const;
};

// The number of targets other than kIgnoredTarget. targets: int64 on the CPU, any shape.
int64_t CountTargets(const at::Tensor& targets);

}  // namespace ceteris
