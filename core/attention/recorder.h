// Who wants to see attention weights: an implementation is put into ForwardContext::recorder, and every attention
// layer hands it the probabilities of each pass.
//
// They are computed beside the normal path, by the composed kernel's scores and without dropout, so that the results
// of the pass keep every bit. Costs O(query_len * key_len) per head whatever kernel runs.
//
// Example:  class Keeps : public Recorder { void Attention(absl::string_view name, const at::Tensor& p) override {...}
// };
//           Keeps keeps;  ForwardContext context;  context.recorder = &keeps;  model.Forward(batch, context);
#pragma once

#include <ATen/core/Tensor.h>

#include "absl/strings/string_view.h"

namespace ceteris {

class Recorder {
 public:
  virtual ~Recorder() = default;

  // scope_name: "decoder.3.attention", "decoder.3.cross_attention", in the order in which the layers run.
  // probabilities: [batch, num_heads, query_len, key_len] in the model's dtype, a fresh tensor without gradient. A row
  // sums to 1, to less with a sink, to 0 where a query sees no key.
  virtual void Attention(absl::string_view scope_name, const at::Tensor& probabilities) = 0;
};

}  // namespace ceteris
