// Batches of random tokens: what a forecast and a dry run compute on, since the cost of a step does not depend on the
// text.
//
// Example:  const RandomBatches batches({/*rows=*/4, /*seq_len=*/64, /*vocab_size=*/65});
#pragma once

#include <cstdint>

#include "core/batch/batch_source.h"

namespace ceteris {

struct BatchShape {
  int64_t rows = 0;
  int64_t seq_len = 0;
  int64_t vocab_size = 0;
};

class RandomBatches final : public BatchSource {
 public:
  explicit RandomBatches(const BatchShape& shape) : shape_(shape) {}

  Batch Get(int64_t index) const override;
  int64_t size() const override { return kEndless; }

 private:
  BatchShape shape_;
};

}  // namespace ceteris
