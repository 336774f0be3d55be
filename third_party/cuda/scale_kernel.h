// The smallest kernel: cuda_link_test uses it to prove that a .cu file of this tree compiles, links and runs.
#ifndef CETERIS_THIRD_PARTY_CUDA_SCALE_KERNEL_H_
#define CETERIS_THIRD_PARTY_CUDA_SCALE_KERNEL_H_

#include <cuda_runtime_api.h>

#include <cstdint>

namespace ceteris {

// Multiplies size floats in device memory by factor, in place, on stream.
void ScaleOnDevice(float* values, int64_t size, float factor, cudaStream_t stream);

}  // namespace ceteris

#endif  // CETERIS_THIRD_PARTY_CUDA_SCALE_KERNEL_H_
