// A trained vector per segment, added to the token embeddings.
//
// Devlin et al. 2018, "BERT", arXiv:1810.04805, section 3: which of two sentences a token belongs to.
//   x[t] <- x[t] + weight[segment[t]]
//
// Example:  SegmentEmbedding segments(/*num_segments=*/2, d_model, Normal(0.02), model_scope);
//           x = segments.AddTo(embedding.Forward(batch.inputs), batch.segments);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

class SegmentEmbedding {
 public:
  // Adds "embedding.segment.weight" [num_segments, d_model], not decayed, as a table of positions is not.
  SegmentEmbedding(int64_t num_segments, int64_t d_model, const Initializer& weight, const Scope& model_scope);

  // x: [batch, seq_len, d_model]        segments: [batch, seq_len] int64 in [0, num_segments); undefined means all 0
  // Returns the shape of x.
  at::Tensor AddTo(const at::Tensor& x, const at::Tensor& segments) const;

 private:
  at::Tensor weight_;  // [num_segments, d_model]
};

}  // namespace ceteris
