#include "experiments/combinations/built_combination_for_testing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>

#include <stdexcept>
#include <string>

#include "core/tensor/scope.h"
#include "core/testing/named_noise.h"
#include "models/model_factory.h"

namespace ceteris {

BuiltCombination::BuiltCombination(const Combination& combination, at::ScalarType dtype)
    : parameters(std::make_unique<ParameterSet>()) {
  auto built = BuildModel(combination.model, combination.shape,
                          Scope(parameters.get(), /*seed=*/1, at::TensorOptions().dtype(dtype)));
  if (!built.ok()) throw std::runtime_error(std::string(built.status().message()));
  model = *std::move(built);
  AddNamedNoise(*parameters, 0.3);
}

Batch BatchFor(const TaskShape& shape) {
  Batch batch;
  const at::Tensor forwards = at::arange(shape.seq_len, at::kLong);
  if (shape.image_size > 0) {
    batch.images = NamedNoise("images", {kRows, shape.image_channels, shape.image_size, shape.image_size}, at::kFloat);
    return batch;
  }
  batch.inputs = at::stack({forwards, 11 - forwards});
  if (shape.num_segments > 0) batch.segments = batch.inputs.remainder(shape.num_segments);
  if (shape.source_len > 0) {
    const at::Tensor source = at::arange(shape.source_len, at::kLong);
    batch.source = at::stack({12 + source, 23 - source});
  }
  return batch;
}

Batch Places(const Batch& batch, int64_t begin, int64_t end) {
  Batch part = batch;
  part.inputs = batch.inputs.narrow(1, begin, end - begin);
  if (batch.segments.defined()) part.segments = batch.segments.narrow(1, begin, end - begin);
  if (batch.positions.defined()) part.positions = batch.positions.narrow(1, begin, end - begin);
  return part;
}

}  // namespace ceteris
