#include "core/position/randomised_positions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <tuple>

#include "core/position/consecutive_positions.h"
#include "core/tensor/counter_hash_tensor.h"

namespace ceteris {
namespace {

constexpr int64_t kEvaluationDraw = -1;  // training counts from 0

}  // namespace

RandomisedPositions::RandomisedPositions(const config::RandomisedPositions& config, const Scope& scope)
    : max_positions_(config.max_positions()), stream_(scope.Stream("randomised")) {}

at::Tensor RandomisedPositions::Assign(const at::Tensor& places, int64_t length, const ForwardContext& context) const {
  TORCH_CHECK(length <= max_positions_, "randomised positions are drawn from ", max_positions_, "; a sequence of ",
              length, " has too few");
  TORCH_CHECK(!context.training || context.draw.defined(),
              "randomised positions need ForwardContext::draw in training");
  const c10::NoGradGuard no_grad;
  const at::TensorOptions integers = at::TensorOptions().device(places.device()).dtype(at::kLong);
  const at::Tensor draw = context.training ? context.draw : at::full({}, kEvaluationDraw, integers);
  // Hashes of different indices differ, so sorting by them is a random order without ties.
  const at::Tensor hashes = CounterHashTensor(CounterHashOfDraw(stream_, draw), at::arange(max_positions_, integers));
  const at::Tensor chosen = std::get<0>(hashes.argsort().narrow(0, 0, length).sort());  // [length], rising
  const absl::optional<int64_t> start = ConsecutiveStart(places);
  if (start.has_value()) {
    TORCH_CHECK(*start + places.size(1) <= length, "place ", *start + places.size(1) - 1, " in a sequence of ", length);
    return chosen.narrow(0, *start, places.size(1)).unsqueeze(0);  // [1, seq_len]
  }
  return chosen.index_select(0, places.flatten()).view(places.sizes());
}

}  // namespace ceteris
