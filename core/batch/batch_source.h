// Where batches come from: a function from a number to a batch, without a position that could be lost or disturbed.
//
// Batch k of a seed is the same whatever was asked for before, so evaluation, resuming and prefetching threads need no
// care.
//
// Example:  for (int64_t step = 1; step <= num_steps; ++step) Train(source.Get(step - 1));
#pragma once

#include <cstdint>
#include <limits>

#include "core/batch/batch.h"

namespace ceteris {

class BatchSource {
 public:
  // The size() of a source that has a batch for every number: training data.
  static constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();

  virtual ~BatchSource() = default;

  // Batch number `index`, 0 <= index < size(), on the CPU. Equal indices give equal batches; many threads may call it
  // at once.
  virtual Batch Get(int64_t index) const = 0;
  // Number of batches; the last one of an evaluation source may have fewer rows.
  virtual int64_t size() const = 0;
};

}  // namespace ceteris
