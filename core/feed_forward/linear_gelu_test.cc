// Our own kernel against LibTorch's operators in double precision, forward and backward.
#include "core/feed_forward/linear_gelu.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/linspace.h>

#include <optional>
#include <vector>

#include "core/cpu/kernels.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class LinearGeluTest : public testing::Test {
  void SetUp() override {
    if (FastestCpuKernels() == nullptr) GTEST_SKIP() << "this machine has no AVX2";
  }
};

// y, and the gradients of x, weight and, where there is one, bias.
std::vector<at::Tensor> Compute(bool with_bias, at::ScalarType dtype) {
  const at::Tensor x = NamedNoise("x", {3, 41, 20}, dtype).set_requires_grad(true);
  const at::Tensor weight = NamedNoise("weight", {75, 20}, dtype, 0.4).set_requires_grad(true);
  const at::Tensor bias = with_bias ? NamedNoise("bias", {75}, dtype).set_requires_grad(true) : at::Tensor();
  const at::Tensor y =
      dtype == at::kFloat ? LinearGeluOnCpuKernels(x, Linear(weight, bias))
                          : at::gelu(at::linear(x, weight, with_bias ? std::optional<at::Tensor>(bias) : std::nullopt));
  (y * NamedNoise("d_y", {3, 41, 75}, dtype)).sum().backward();
  std::vector<at::Tensor> results = {y.detach(), x.grad(), weight.grad()};
  if (with_bias) results.push_back(bias.grad());
  return results;
}

TEST_F(LinearGeluTest, AgreesWithDoublePrecision) {
  for (const bool bias : {true, false}) {
    const std::vector<at::Tensor> single = Compute(bias, at::kFloat), exact = Compute(bias, at::kDouble);
    ASSERT_EQ(single.size(), exact.size());
    for (size_t i = 0; i < exact.size(); ++i) EXPECT_TRUE(TensorsNear(single[i], exact[i], 1e-5)) << i;
  }
}

// The activation alone, from where it is 0 to where it is the identity; the slope by differences of the exact one.
TEST_F(LinearGeluTest, TheActivationIsExactToRounding) {
  const at::Tensor x = at::linspace(-15, 15, 60001, at::kFloat), value = at::empty_like(x), slope = at::empty_like(x);
  FastestCpuKernels()->gelu(x.const_data_ptr<float>(), x.numel(), value.mutable_data_ptr<float>(),
                            slope.mutable_data_ptr<float>());
  const at::Tensor exact = x.to(at::kDouble), h = at::empty_like(exact).fill_(1e-5);
  EXPECT_TRUE(TensorsNear(value, at::gelu(exact), 2e-7));
  EXPECT_TRUE(TensorsNear(slope, (at::gelu(exact + h) - at::gelu(exact - h)) / (2e-5), 4e-7));
}

}  // namespace
}  // namespace ceteris
