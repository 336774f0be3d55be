// Which token comes next, given the logits of all: greedy, by temperature, from the k most likely.
//
// Fan et al. 2018, "Hierarchical Neural Story Generation", arXiv:1805.04833, section 5.1 (top-k); probabilities are
// softmax(logits / temperature) over the candidates. The random number is an argument, so a sample is a pure function.
//
// Example:  const int64_t token = SampleToken(logits, {/*temperature=*/0.8, /*top_k=*/40},
// UnitInterval(CounterHash(key, index)));
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ceteris {

struct SamplingOptions {
  double temperature = 1;  // 0: the most likely token, always
  int64_t top_k = 0;       // candidates; 0: every token
};

// INVALID_ARGUMENT for a temperature below 0 or not finite, and for a negative top_k.
absl::Status ValidateSampling(const SamplingOptions& options);

// logits: [vocab_size], any floating-point type, on the CPU. uniform: in [0, 1). Between equal logits the smaller token
// counts as the more likely, so greedy choices and candidates are never ambiguous. Double precision; O(vocab_size log
// vocab_size). FAILED_PRECONDITION where no logit is finite or one is NaN: the model has diverged.
absl::StatusOr<int64_t> SampleToken(const at::Tensor& logits, const SamplingOptions& options, double uniform);

}  // namespace ceteris
