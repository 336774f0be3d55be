#include "core/batch/batch.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace ceteris {

namespace {

// Every tensor of a batch through `change`; the number of targets is the caller's.
template <typename Change>
Batch Changed(const Batch& batch, const Change& change) {
  const auto defined = [&](const at::Tensor& tensor) { return tensor.defined() ? change(tensor) : tensor; };
  Batch changed;
  changed.inputs = defined(batch.inputs);
  changed.targets = defined(batch.targets);
  changed.positions = defined(batch.positions);
  changed.may_attend = defined(batch.may_attend);
  changed.num_targets = batch.num_targets;
  changed.source = defined(batch.source);
  changed.source_may_attend = defined(batch.source_may_attend);
  changed.segments = defined(batch.segments);
  changed.images = defined(batch.images);
  return changed;
}

}  // namespace

int64_t Batch::size() const {
  TORCH_CHECK(inputs.defined() || images.defined(), "a batch has tokens or images");
  return inputs.defined() ? inputs.size(0) : images.size(0);
}

Batch Batch::To(at::Device device) const {
  return Changed(*this, [device](const at::Tensor& tensor) { return tensor.to(device); });
}

Batch Batch::Rows(int64_t begin, int64_t end) const {
  const int64_t batch = size();
  TORCH_CHECK(0 <= begin && begin <= end && end <= batch, "rows ", begin, " to ", end, " of a batch of ", batch);
  Batch part = Changed(*this, [&](const at::Tensor& tensor) {
    return tensor.size(0) == batch ? tensor.narrow(0, begin, end - begin) : tensor;  // [1, seq_len] serves every row
  });
  part.num_targets = num_targets == targets.numel() ? part.targets.numel() : CountTargets(part.targets);
  return part;
}

int64_t CountTargets(const at::Tensor& targets) {
  TORCH_CHECK(targets.device().is_cpu(), "targets are counted on the CPU, before they move to ", targets.device());
  const at::Tensor contiguous = targets.contiguous();
  const int64_t* values = contiguous.const_data_ptr<int64_t>();
  return contiguous.numel() - std::count(values, values + contiguous.numel(), kIgnoredTarget);
}

}  // namespace ceteris
