#include "models/testing/random_batch.h"

#include <ATen/ops/empty.h>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

at::Tensor RandomPixels(at::IntArrayRef shape, uint64_t key) {
  at::Tensor pixels = at::empty(shape, at::kFloat);
  for (int64_t i = 0; i < pixels.numel(); ++i) {
    pixels.mutable_data_ptr<float>()[i] = static_cast<float>(UnitInterval(CounterHash(key, i)));
  }
  return pixels;
}

}  // namespace

at::Tensor RandomIntegers(at::IntArrayRef shape, int64_t below, uint64_t key) {
  at::Tensor numbers = at::empty(shape, at::kLong);
  for (int64_t i = 0; i < numbers.numel(); ++i) {
    numbers.mutable_data_ptr<int64_t>()[i] =
        static_cast<int64_t>(UniformBelow(CounterHash(key, i), static_cast<uint64_t>(below)));
  }
  return numbers;
}

Batch RandomBatch(const TaskShape& shape, int64_t batch, uint64_t key) {
  const auto stream = [key](const char* name) { return StreamKey(key, name); };
  Batch made;
  if (shape.image_size > 0) {
    made.images = RandomPixels({batch, shape.image_channels, shape.image_size, shape.image_size}, stream("images"));
  } else {
    made.inputs = RandomIntegers({batch, shape.seq_len}, shape.vocab_size, stream("inputs"));
  }
  if (shape.num_segments > 0) {
    made.segments = RandomIntegers({batch, shape.seq_len}, shape.num_segments, stream("segments"));
  }
  if (shape.source_len > 0) {
    made.source = RandomIntegers({batch, shape.source_len}, shape.vocab_size, stream("source"));
  }
  made.targets = shape.num_classes > 0 ? RandomIntegers({batch}, shape.num_classes, stream("targets"))
                                       : RandomIntegers({batch, shape.seq_len}, shape.vocab_size, stream("targets"));
  made.num_targets = made.targets.numel();
  return made;
}

}  // namespace ceteris
