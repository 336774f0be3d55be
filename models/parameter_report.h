// What a model is made of: one row per trained tensor, as `ceteris inspect` prints it. This header sees no LibTorch.
//
// Example:  ASSIGN_OR_RETURN(const std::vector<ParameterRow> rows, DescribeParameters(trial.model(), {vocab_size,
// seq_len}));
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "core/batch/task_shape.h"
#include "models/model.pb.h"

namespace ceteris {

struct ParameterRow {
  std::string name;  // "decoder.0.attention.query.weight": packed tensors appear as the tensors they stand for
  std::vector<int64_t> shape;
  int64_t count = 0;    // scalars
  double share = 0;     // of the model's, in [0, 1]
  bool decays = false;  // whether weight decay acts on it
  // Standard deviation around the mean of the initial values, measured for seed 1; absent above kMaxMeasuredParameters.
  absl::optional<double> initial_stddev;
};

// Models up to this size are built on the CPU to measure their initial values: GPT-2 small is, in about a second.
inline constexpr int64_t kMaxMeasuredParameters = int64_t{1} << 27;

// Rows sorted by name. Counts on the meta device first, so that a model of any size is described without allocating it.
// Errors as BuildModel().
absl::StatusOr<std::vector<ParameterRow>> DescribeParameters(const config::Model& config, const TaskShape& context);

// The number of trained scalars alone, in a millisecond for any size.
absl::StatusOr<int64_t> CountParameters(const config::Model& config, const TaskShape& context);

}  // namespace ceteris
