// A batch of random content for a task of any shape: what a test of all families reads.
//
// Example:  const Batch batch = RandomBatch(tiny.context, /*batch=*/2, /*key=*/1);
//           const at::Tensor logits = model->Forward(batch, ForwardContext()).logits;
#pragma once

#include <cstdint>

#include "core/batch/batch.h"
#include "core/batch/task_shape.h"

namespace ceteris {

// Tokens or images, segments, a source where the shape has one, and a target per token or a class per row; no padding.
// Equal arguments give equal batches.
Batch RandomBatch(const TaskShape& shape, int64_t batch, uint64_t key);

// Whole numbers in [0, below) of this shape, int64.
at::Tensor RandomIntegers(at::IntArrayRef shape, int64_t below, uint64_t key);

}  // namespace ceteris
