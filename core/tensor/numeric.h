// Which device a computation runs on.
//
// Example:  ASSIGN_OR_RETURN(const at::Device device, ParseDevice("auto"));
#pragma once

#include <c10/core/Device.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

// "auto": the first CUDA device, or the CPU where there is none. "cpu". "cuda": the same as "cuda:0". "cuda:N".
// INVALID_ARGUMENT: another word. FAILED_PRECONDITION: this binary or this machine has no such CUDA device.
absl::StatusOr<at::Device> ParseDevice(absl::string_view name);

}  // namespace ceteris
