// A combination as a model with noise on every parameter, and the batch that the checks of combinations_test run it on.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <memory>

#include "core/batch/batch.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/parameter_set.h"
#include "experiments/combinations/model_axes.h"
#include "models/model.h"

namespace ceteris {

struct BuiltCombination {
  // Equal arguments give equal models. Throws std::runtime_error where BuildModel() refuses.
  BuiltCombination(const Combination& combination, at::ScalarType dtype);

  // [batch, seq_len, vocab_size] or [batch, num_classes].
  at::Tensor Logits(const Batch& batch, const ForwardContext& context = {}) const {
    return model->Forward(batch, context).logits;
  }

  std::unique_ptr<ParameterSet> parameters;
  std::unique_ptr<Model> model;
};

constexpr int64_t kRows = 2;

// Two sequences or images. No token stands twice in a row; those of the source are in no input.
Batch BatchFor(const TaskShape& shape);

// The inputs, segments and positions of places [begin, end); all of the source.
Batch Places(const Batch& batch, int64_t begin, int64_t end);

}  // namespace ceteris
