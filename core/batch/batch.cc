#include "core/batch/batch.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace ceteris {

Batch Batch::To(at::Device device) const {
  const auto moved = [device](const at::Tensor& tensor) { return tensor.defined() ? tensor.to(device) : tensor; };
  return {moved(inputs), moved(targets), moved(positions), moved(may_attend), num_targets};
}

Batch Batch::Rows(int64_t begin, int64_t end) const {
  const int64_t batch = inputs.size(0);
  TORCH_CHECK(0 <= begin && begin <= end && end <= batch, "rows ", begin, " to ", end, " of a batch of ", batch);
  const auto rows = [&](const at::Tensor& tensor) {
    if (!tensor.defined() || tensor.size(0) != batch) return tensor;  // positions [1, seq_len] serve every row
    return tensor.narrow(0, begin, end - begin);
  };
  Batch part{rows(inputs), rows(targets), rows(positions), rows(may_attend), 0};
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
