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

struct Batch {
  at::Tensor inputs;     // [batch, seq_len] int64
  at::Tensor targets;    // [batch, seq_len] int64, kIgnoredTarget where nothing is predicted
  at::Tensor positions;  // [1 | batch, seq_len] int64; undefined means 0 .. seq_len - 1
  at::Tensor
      may_attend;  // [batch, 1, 1 | seq_len, seq_len] bool, true = visible; undefined means all (beside causality)
  // Targets other than kIgnoredTarget. Known on the host, so that dividing a loss by it waits for no device.
  int64_t num_targets = 0;

  // A copy on `device`, or the same tensors where they are there already.
  Batch To(at::Device device) const;

  // Sequences [begin, end) as views. Counts their targets on the CPU: of a batch on another device it throws
  // c10::Error.
  Batch Rows(int64_t begin, int64_t end) const;
};

// The number of targets other than kIgnoredTarget. targets: int64 on the CPU, any shape.
int64_t CountTargets(const at::Tensor& targets);

}  // namespace ceteris
