#include "experiments/forecast/random_batches.h"

#include <ATen/ops/empty.h>

#include "core/base/counter_hash.h"

namespace ceteris {

Batch RandomBatches::Get(int64_t index) const {
  at::Tensor tokens = at::empty({shape_.rows, shape_.seq_len + 1}, at::kLong);
  int64_t* out = tokens.mutable_data_ptr<int64_t>();
  const uint64_t key = CounterHash(StreamKey(0, "forecast"), static_cast<uint64_t>(index));
  for (int64_t i = 0; i < tokens.numel(); ++i) {
    const uint64_t bits = CounterHash(key, static_cast<uint64_t>(i));
    out[i] = static_cast<int64_t>(UniformBelow(bits, static_cast<uint64_t>(shape_.vocab_size)));
  }
  Batch batch;
  batch.inputs = tokens.narrow(1, 0, shape_.seq_len);   // [rows, seq_len]
  batch.targets = tokens.narrow(1, 1, shape_.seq_len);  // [rows, seq_len]
  batch.num_targets = shape_.rows * shape_.seq_len;
  return batch;
}

}  // namespace ceteris
