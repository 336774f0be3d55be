// What self-attention holds in memory for the backward pass, for a forecast that builds no model. No LibTorch.
//
// Held against LibTorch's allocator in experiments/forecast/memory_forecast_test.
//
// Example:  const AttentionElements elements = ElementsForBackward(config, shape, kernel, {key_len, /*rotates=*/true});
//           bytes += num_layers * tokens * elements.kept * 4;
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_kernel.h"
#include "core/attention/attention_shape.h"

namespace ceteris {

// Per token, in elements of the model's dtype.
struct AttentionElements {
  double kept = 0;     // from the forward pass to the backward pass of the layer
  double passing = 0;  // beside it, for a moment of that backward pass
};

struct AttentionInputs {
  int64_t key_len = 0;
  bool rotates = false;  // the positional scheme makes turned copies of queries and keys (rotary)
  bool causal = true;
};

//   every kernel  queries, keys, values and what is mixed; what a query-key norm keeps
//   fused, cpu    and the turned copies; what is widened where values have another width than keys
//   cpu           and its probabilities, key_len rounded up to whole vectors
//   composed      and its probabilities, once more for a soft cap, and for dropout or a sink; scores and their
//                 gradient pass by
//   blocked       and copies of keys and values per neighbouring block, and the mask; or probabilities of blocks
//   linear        and features, values with ones, sums; with causality weights within chunks
AttentionElements ElementsForBackward(const config::Attention& config, const AttentionShape& shape,
                                      AttentionKernel kernel, const AttentionInputs& inputs);

}  // namespace ceteris
