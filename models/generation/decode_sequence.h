// Writing the target of a source with an encoder-decoder, greedily.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3: the decoder consumes what it wrote so far, behind a start token,
// until it writes the end token. The source is encoded once; each token costs one row of the decoder over its KV cache.
// Greedy search is a beam of one, section 6.1.
//
// Example:
//   DecodeOptions options{/*start_token=*/1, /*end_token=*/2, /*max_len=*/20};
//   ASSIGN_OR_RETURN(const std::vector<std::vector<int64_t>> targets, DecodeSequences(*model, batch, options));
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "core/batch/batch.h"
#include "models/model.h"

namespace ceteris {

struct DecodeOptions {
  int64_t start_token = 0;
  int64_t end_token = 0;
  int64_t max_len = 0;           // tokens that are written at most, the end token included
  at::Device device = at::kCPU;  // of the model
};

// Reads source and source_may_attend of the batch, which may be on any device; inputs and targets are not read. Returns
// one sequence per row, without the start token and up to its end token, which is left out; of max_len tokens where it
// never comes. Of equally likely tokens the smaller one is taken. A row does not depend on the others beyond rounding.
// INVALID_ARGUMENT: a model without a source, a batch without one, options out of range. FAILED_PRECONDITION: weights
// that have diverged. INTERNAL: a token outside the vocabulary.
absl::StatusOr<std::vector<std::vector<int64_t>>> DecodeSequences(const Model& model, const Batch& batch,
                                                                  const DecodeOptions& options);

}  // namespace ceteris
