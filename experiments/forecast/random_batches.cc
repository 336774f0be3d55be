#include "experiments/forecast/random_batches.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

// Whole numbers in [0, below), int64.
at::Tensor RandomIds(at::IntArrayRef sizes, int64_t below, uint64_t key) {
  at::Tensor ids = at::empty(sizes, at::kLong);
  int64_t* out = ids.mutable_data_ptr<int64_t>();
  for (int64_t i = 0; i < ids.numel(); ++i) {
    const uint64_t bits = CounterHash(key, static_cast<uint64_t>(i));
    out[i] = static_cast<int64_t>(UniformBelow(bits, static_cast<uint64_t>(below)));
  }
  return ids;
}

// In [-1, 1).
at::Tensor RandomImages(at::IntArrayRef sizes, uint64_t key) {
  at::Tensor images = at::empty(sizes, at::kFloat);
  float* out = images.mutable_data_ptr<float>();
  for (int64_t i = 0; i < images.numel(); ++i) {
    out[i] = static_cast<float>(2 * UnitInterval(CounterHash(key, static_cast<uint64_t>(i))) - 1);
  }
  return images;
}

}  // namespace

Batch RandomBatches::Get(int64_t index) const {
  const uint64_t key = CounterHash(StreamKey(0, "forecast"), static_cast<uint64_t>(index));
  Batch batch;
  if (shape_.image_size > 0) {
    batch.images = RandomImages({rows_, shape_.image_channels, shape_.image_size, shape_.image_size}, key);
  } else {
    const at::Tensor tokens = RandomIds({rows_, shape_.seq_len + 1}, shape_.vocab_size, key);
    batch.inputs = tokens.narrow(1, 0, shape_.seq_len);   // [rows, seq_len]
    batch.targets = tokens.narrow(1, 1, shape_.seq_len);  // [rows, seq_len]
  }
  if (shape_.source_len > 0) {
    batch.source = RandomIds({rows_, shape_.source_len}, shape_.vocab_size, StreamKey(key, "source"));
    batch.source_may_attend = at::ones({rows_, 1, 1, shape_.source_len}, at::kBool);
  }
  if (shape_.num_segments > 0) {
    batch.segments = RandomIds({rows_, shape_.seq_len}, shape_.num_segments, StreamKey(key, "segments"));
  }
  if (shape_.num_classes > 0) batch.targets = RandomIds({rows_}, shape_.num_classes, StreamKey(key, "classes"));
  batch.num_targets = batch.targets.numel();
  return batch;
}

}  // namespace ceteris
