// Our own kernel against LibTorch's in double precision, forward and backward.
#include "core/norm/layer_norm_function.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>

#include <vector>

#include "core/cpu/kernels.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// y, and the gradients of x, weight and, where there is one, bias; rows far from mean 0, an epsilon that shows.
std::vector<at::Tensor> Compute(at::IntArrayRef shape, bool with_bias, at::ScalarType dtype) {
  const int64_t width = shape.back();
  const at::Tensor x = (NamedNoise("x", shape, at::kFloat) * 0.3 + 2).to(dtype).set_requires_grad(true);
  const at::Tensor weight = NamedNoise("weight", {width}, dtype).set_requires_grad(true);
  const at::Tensor bias = with_bias ? NamedNoise("bias", {width}, dtype).set_requires_grad(true) : at::Tensor();
  const at::Tensor y =
      dtype == at::kFloat ? LayerNormOnCpuKernels(x, weight, bias, 0.1) : at::layer_norm(x, {width}, weight, bias, 0.1);
  (y * NamedNoise("d_y", shape, dtype)).sum().backward();
  std::vector<at::Tensor> results = {y.detach(), x.grad(), weight.grad()};
  if (with_bias) results.push_back(bias.grad());
  return results;
}

TEST(LayerNormFunctionTest, AgreesWithDoublePrecision) {
  if (FastestCpuKernels() == nullptr) GTEST_SKIP() << "this machine has no AVX2";
  for (const std::vector<int64_t>& shape :
       std::vector<std::vector<int64_t>>{{1, 16}, {3, 5, 64}, {70, 128}, {2, 336}}) {
    for (const bool bias : {true, false}) {
      const std::vector<at::Tensor> single = Compute(shape, bias, at::kFloat),
                                    exact = Compute(shape, bias, at::kDouble);
      ASSERT_EQ(single.size(), exact.size());
      for (size_t i = 0; i < exact.size(); ++i) EXPECT_TRUE(TensorsNear(single[i], exact[i], 5e-6)) << i;
    }
  }
}

TEST(LayerNormFunctionTest, LeavesTheRestToLibTorch) {
  const bool has_kernels = FastestCpuKernels() != nullptr;
  EXPECT_EQ(LayerNormFitsCpuKernels(NamedNoise("x", {2, 32}, at::kFloat)), has_kernels);
  EXPECT_FALSE(LayerNormFitsCpuKernels(NamedNoise("x", {2, 33}, at::kFloat)));
  EXPECT_FALSE(LayerNormFitsCpuKernels(NamedNoise("x", {2, 32}, at::kDouble)));
}

}  // namespace
}  // namespace ceteris
