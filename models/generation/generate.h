// Continuing a prompt, one token at a time over the KV cache.
//
// Token i of the continuation draws from the stream "generation" of the seed, number i: the same seed gives the same
// text, and a shorter continuation is the beginning of a longer one.
//
// Example:
//   GenerateOptions options;
//   options.sampling = {/*temperature=*/0.8, /*top_k=*/40};
//   ASSIGN_OR_RETURN(const std::vector<int64_t> tokens, Generate(*model, tokenizer.Encode("In the beginning"),
//   options));
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "models/generation/sampling.h"
#include "models/model.h"

namespace ceteris {

struct GenerateOptions {
  int64_t max_new_tokens = 256;
  SamplingOptions sampling;
  uint64_t seed = 1;
  // Tokens that the model looks back at, at most; 0: as many as it has positions, without a bound where those do not
  // end. A model that does not extrapolate wants its training length here.
  int64_t max_context = 0;
  at::Device device = at::kCPU;  // of the model
};

// Returns the max_new_tokens tokens that follow the prompt. Once prompt and continuation are longer than the context,
// the model sees the last max_context tokens only, at positions 0, 1, ...: every key moves with each token then, so
// each costs a whole forward pass instead of one row. INVALID_ARGUMENT: an empty prompt, options out of range, a model
// that has an encoder (encoder-decoders: decode_sequence.h).
// FAILED_PRECONDITION: weights that have diverged. INTERNAL: a token outside the vocabulary.
absl::StatusOr<std::vector<int64_t>> Generate(const Model& model, const std::vector<int64_t>& prompt,
                                              const GenerateOptions& options);

}  // namespace ceteris
