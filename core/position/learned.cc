#include "core/position/learned.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <c10/util/Exception.h>

#include "core/position/consecutive_positions.h"

namespace ceteris {

Learned::Learned(int64_t max_positions, int64_t d_model, const Initializer& weight, const Scope& scope)
    : weight_(scope.Parameter("weight", {max_positions, d_model}, weight, WeightDecay::kNoDecay)) {}

at::Tensor Learned::AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const {
  const absl::optional<int64_t> start = ConsecutiveStart(positions);
  if (!start.has_value()) return x + at::embedding(weight_, positions);
  const int64_t length = positions.size(1);
  TORCH_CHECK(*start + length <= max_positions(), "learned positions end at ", max_positions(), "; asked for position ",
              *start + length - 1);
  return x + weight_.narrow(0, *start, length);  // a slice: its gradient needs no scatter
}

}  // namespace ceteris
