// Batches of random tokens or images: what a forecast and a dry run compute on, since the cost of a step does not
// depend on what is in them. Every token is a target and no source has padding: the most that a batch of this shape can
// cost.
//
// Example:  const RandomBatches batches(summary.shape, /*rows=*/4);
#pragma once

#include <cstdint>

#include "core/batch/batch_source.h"
#include "core/batch/task_shape.h"

namespace ceteris {

class RandomBatches final : public BatchSource {
 public:
  RandomBatches(const TaskShape& shape, int64_t rows) : shape_(shape), rows_(rows) {}

  Batch Get(int64_t index) const override;
  int64_t size() const override { return kEndless; }

 private:
  TaskShape shape_;
  int64_t rows_;
};

}  // namespace ceteris
