// How many sequences a model writes down whole.
#pragma once

#include <c10/core/Device.h>

#include "absl/status/statusor.h"
#include "core/batch/batch_source.h"
#include "data/pipeline/task.h"
#include "models/model.h"

namespace ceteris {

// The share of the rows of a finite source whose target greedy decoding writes from the source alone: every token, and
// the end token where it belongs. `task` says what decoding begins and ends with. A row is decoded for as many tokens
// as the longest target has at most. No gradient, no dropout, no random number. Errors: those of DecodeSequences();
// weights that have diverged match nothing.
absl::StatusOr<double> ExactMatch(const Model& model, const Task& task, const BatchSource& batches, at::Device device);

}  // namespace ceteris
