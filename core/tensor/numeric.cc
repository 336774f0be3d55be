#include "core/tensor/numeric.h"

#include <ATen/detail/CUDAHooksInterface.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace ceteris {
namespace {

// 0 in a binary without CUDA and on a machine without a device.
int NumCudaDevices() {
  const at::CUDAHooksInterface& hooks = at::detail::getCUDAHooks();
  return hooks.hasCUDA() ? static_cast<int>(hooks.deviceCount()) : 0;
}

}  // namespace

absl::StatusOr<at::Device> ParseDevice(absl::string_view name) {
  if (name == "cpu") return at::Device(at::kCPU);
  if (name == "auto") return NumCudaDevices() > 0 ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
  int index = 0;
  absl::string_view digits = name;
  if (name != "cuda" && (!absl::ConsumePrefix(&digits, "cuda:") || !absl::SimpleAtoi(digits, &index) || index < 0)) {
    return absl::InvalidArgumentError(absl::StrCat("device '", name, "' is unknown; use auto, cpu, cuda or cuda:N"));
  }
  const int num_devices = NumCudaDevices();
  if (index >= num_devices) {
    return absl::FailedPreconditionError(
        absl::StrCat("device '", name, "' is not there: this binary finds ", num_devices,
                     " CUDA devices (a CPU build finds none); use auto, cpu or a build with --config=cuda"));
  }
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

}  // namespace ceteris
