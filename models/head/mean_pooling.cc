#include "models/head/mean_pooling.h"

#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

namespace ceteris {

at::Tensor MeanPooling::Forward(const at::Tensor& hidden, const at::Tensor& may_attend) const {
  if (!may_attend.defined()) return hidden.mean(1);  // [batch, d_model]
  const int64_t seq_len = hidden.size(1);
  TORCH_CHECK(
      may_attend.dim() == 4 && may_attend.size(1) == 1 && may_attend.size(2) == 1 && may_attend.size(3) == seq_len,
      "mean pooling needs one mask per sequence, [batch, 1, 1, ", seq_len, "], not ", may_attend.sizes());
  const at::Tensor visible = may_attend.view({-1, seq_len, 1}).to(hidden.scalar_type());  // [1 | batch, seq_len, 1]
  return (hidden * visible).sum(1) / visible.sum(1).clamp_min(1);                         // [batch, d_model]
}

}  // namespace ceteris
