#include "core/position/consecutive_positions.h"

#include <ATen/ops/arange.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace ceteris {
namespace {

// Never destroyed: at the end of a process LibTorch's own statics may be gone before ours.
struct Constants {
  std::mutex mutex;
  std::map<std::pair<at::DeviceType, int>, at::Tensor> by_device;  // [1, capacity]
};

Constants& TheConstants() {
  static Constants& constants = *new Constants;
  return constants;
}

std::pair<at::DeviceType, int> KeyOf(const at::Device& device) { return {device.type(), device.index()}; }

}  // namespace

at::Tensor ConsecutivePositions(int64_t start, int64_t length, const at::Device& device) {
  TORCH_CHECK(start >= 0 && length >= 0, "positions from ", start, ", ", length, " of them");
  const c10::NoGradGuard no_grad;
  Constants& constants = TheConstants();
  const std::lock_guard<std::mutex> lock(constants.mutex);
  at::Tensor& constant = constants.by_device[KeyOf(device)];
  if (!constant.defined() || constant.size(1) < start + length) {
    const int64_t capacity = constant.defined() ? 2 * constant.size(1) : 1024;
    constant = at::arange(std::max(capacity, start + length), at::TensorOptions().dtype(at::kLong).device(device))
                   .unsqueeze(0);
  }
  return constant.narrow(1, start, length);
}

absl::optional<int64_t> ConsecutiveStart(const at::Tensor& positions) {
  Constants& constants = TheConstants();
  const std::lock_guard<std::mutex> lock(constants.mutex);
  const auto constant = constants.by_device.find(KeyOf(positions.device()));
  if (constant == constants.by_device.end() || !positions.is_alias_of(constant->second)) return absl::nullopt;
  if (positions.dim() != 2 || positions.size(0) != 1 || positions.stride(1) != 1) return absl::nullopt;
  return positions.storage_offset();
}

}  // namespace ceteris
