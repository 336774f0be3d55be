// Randomised positions: a short sequence is given positions of a longer one, so that later, longer sequences bring no
// position that was never seen.
//
// Ruoss et al. 2023, "Randomized Positional Encodings Boost Length Generalization of Transformers", arXiv:2305.16843,
// section 3: token t of a sequence gets the t-th smallest of a random subset of {0, ..., max_positions - 1}, which a
// positional scheme then reads as it reads any positions. As in the paper's code one subset is drawn for the whole
// batch, at evaluation too; there it is always the same one (of each length), so that evaluation repeats.
//
// A subset of n + 1 positions is one of n and another number: it shifts tokens behind that number. So a sequence has to
// know its length. With a KV cache that is the room the cache has: token by token gives what one pass over max_len
// tokens gives, and a shorter pass without cache something else.
//
// Example:  RandomisedPositions randomised(config.randomised(), stack_scope.Child("position"));
//           positions = randomised.Assign(ConsecutivePositions(0, seq_len, device), seq_len, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/position/position.pb.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

class RandomisedPositions {
 public:
  // The random stream is named "<scope>.randomised".
  RandomisedPositions(const config::RandomisedPositions& config, const Scope& scope);

  // places: [1 | batch, seq_len] int64, where each token stands in its sequence, 0 .. length - 1; two documents in a
  // row may both begin with 0. Returns the same shape: rising where places rise, below max_positions(). Throws
  // c10::Error where length is more than max_positions(), and in training where context.draw is undefined. Reads
  // nothing on the host. O(max_positions log max_positions).
  at::Tensor Assign(const at::Tensor& places, int64_t length, const ForwardContext& context) const;

  int64_t max_positions() const { return max_positions_; }

 private:
  int64_t max_positions_;
  uint64_t stream_;
};

}  // namespace ceteris
