// LibTorch's CUDA half and a kernel of our own in one binary. Runs where a GPU and PyTorch's CUDA libraries are.
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <gtest/gtest.h>

#include "third_party/cuda/scale_kernel.h"

namespace ceteris {
namespace {

const auto kCudaFloat = at::TensorOptions().device(at::kCUDA).dtype(at::kFloat);

TEST(CudaLinkTest, DeviceIsThere) { EXPECT_GE(c10::cuda::device_count(), 1); }

TEST(CudaLinkTest, LibTorchMultipliesOnTheDevice) {
  const at::Tensor a = at::arange(6, kCudaFloat).view({2, 3});
  EXPECT_EQ(at::matmul(a, a.t()).sum().item<float>(), 83.0f);  // 5 + 14 + 14 + 50
}

TEST(CudaLinkTest, OwnKernelRunsOnLibTorchsStream) {
  at::Tensor values = at::arange(1000, kCudaFloat);
  ScaleOnDevice(values.data_ptr<float>(), values.numel(), 2.0f, c10::cuda::getCurrentCUDAStream());
  EXPECT_EQ(values.sum().item<float>(), 999000.0f);  // 2 * 999 * 1000 / 2
}

}  // namespace
}  // namespace ceteris
