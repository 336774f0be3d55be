#include "experiments/run/device_name.h"

#ifdef CETERIS_WITH_CUDA
#include "cuda_runtime_api.h"
#endif

namespace ceteris {

std::string DeviceName(at::Device device, absl::string_view cpu_name) {
#ifdef CETERIS_WITH_CUDA
  cudaDeviceProp properties;
  if (device.is_cuda() && cudaGetDeviceProperties(&properties, device.index()) == cudaSuccess) return properties.name;
#endif
  return device.is_cpu() ? std::string(cpu_name) : device.str();
}

}  // namespace ceteris
