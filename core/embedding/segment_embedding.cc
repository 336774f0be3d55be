#include "core/embedding/segment_embedding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>

namespace ceteris {

SegmentEmbedding::SegmentEmbedding(int64_t num_segments, int64_t d_model, const Initializer& weight,
                                   const Scope& model_scope)
    : weight_(model_scope.Child("embedding")
                  .Child("segment")
                  .Parameter("weight", {num_segments, d_model}, weight, WeightDecay::kNoDecay)) {}

at::Tensor SegmentEmbedding::AddTo(const at::Tensor& x, const at::Tensor& segments) const {
  if (!segments.defined()) return x + weight_[0];  // [d_model], the same for every token
  return x + at::embedding(weight_, segments);     // [batch, seq_len, d_model]
}

}  // namespace ceteris
