#include "third_party/cuda/scale_kernel.h"

namespace ceteris {
namespace {

__global__ void Scale(float* values, int64_t size, float factor) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < size) values[i] *= factor;
}

}  // namespace

void ScaleOnDevice(float* values, int64_t size, float factor, cudaStream_t stream) {
  constexpr int kThreads = 256;
  const auto blocks = static_cast<unsigned>((size + kThreads - 1) / kThreads);
  Scale<<<blocks, kThreads, 0, stream>>>(values, size, factor);
}

}  // namespace ceteris
