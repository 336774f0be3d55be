// What a device is called: "NVIDIA H200", or the CPU's name. For the record; nothing depends on it.
#pragma once

#include <c10/core/Device.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// cpu_name is what the machine calls its CPU, returned for a CPU.
std::string DeviceName(at::Device device, absl::string_view cpu_name);

}  // namespace ceteris
