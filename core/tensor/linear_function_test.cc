// Our own products against LibTorch's in double precision, forward and backward.
#include "core/tensor/linear_function.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

#include <optional>
#include <vector>

#include "core/tensor/linear_products.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Results {
  at::Tensor y, d_x, d_weight, d_bias;
};

// rows x in x out, in `dtype` from the same float32 numbers.
Results Compute(int64_t rows, int64_t in, int64_t out, bool with_bias, at::ScalarType dtype) {
  const auto leaf = [&](const char* name, at::IntArrayRef shape) {
    return NamedNoise(name, shape, dtype).set_requires_grad(true);
  };
  const at::Tensor x = leaf("x", {rows, in}), weight = leaf("weight", {out, in});
  const at::Tensor bias = with_bias ? leaf("bias", {out}) : at::Tensor();
  const std::optional<at::Tensor> optional_bias = with_bias ? std::optional<at::Tensor>(bias) : std::nullopt;
  const at::Tensor y = dtype == at::kFloat ? LinearOnCpuKernels(x, weight, bias) : at::linear(x, weight, optional_bias);
  (y * NamedNoise("d_y", {rows, out}, dtype)).sum().backward();
  return {y.detach(), x.grad(), weight.grad(), with_bias ? bias.grad() : at::Tensor()};
}

class LinearFunctionTest : public testing::Test {
  void SetUp() override {
    if (FastestCpuKernels() == nullptr) GTEST_SKIP() << "this machine has no AVX2";
  }
};

TEST_F(LinearFunctionTest, AgreesWithDoublePrecision) {
  const std::vector<std::vector<int64_t>> shapes = {{1, 1, 1},     {5, 3, 7},      {6, 16, 64},   {97, 64, 65},
                                                    {130, 65, 33}, {200, 128, 96}, {64, 300, 80}, {13, 31, 129}};
  for (const std::vector<int64_t>& s : shapes) {
    for (const bool bias : {true, false}) {
      const Results single = Compute(s[0], s[1], s[2], bias, at::kFloat),
                    exact = Compute(s[0], s[1], s[2], bias, at::kDouble);
      // Sums of up to 300 products of size 1, one after the other.
      EXPECT_TRUE(TensorsNear(single.y, exact.y, 3e-5)) << s[0] << " " << s[1] << " " << s[2];
      EXPECT_TRUE(TensorsNear(single.d_x, exact.d_x, 3e-5)) << s[0] << " " << s[1] << " " << s[2];
      EXPECT_TRUE(TensorsNear(single.d_weight, exact.d_weight, 3e-5)) << s[0] << " " << s[1] << " " << s[2];
      if (!bias) continue;
      EXPECT_TRUE(TensorsNear(single.d_bias, exact.d_bias, 3e-5)) << s[0] << " " << s[1] << " " << s[2];
    }
  }
}

TEST_F(LinearFunctionTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Results one = Compute(1000, 48, 100, true, at::kFloat);
  at::set_num_threads(2);
  const Results two = Compute(1000, 48, 100, true, at::kFloat);
  at::set_num_threads(threads);
  EXPECT_TRUE(TensorsBitEqual(one.y, two.y));
  EXPECT_TRUE(TensorsBitEqual(one.d_x, two.d_x));
  EXPECT_TRUE(TensorsBitEqual(one.d_weight, two.d_weight));
}

TEST_F(LinearFunctionTest, ComputesEachRowByItself) {
  const at::Tensor x = NamedNoise("x", {50, 64}, at::kFloat), weight = NamedNoise("w", {70, 64}, at::kFloat);
  const at::Tensor all = LinearOnCpuKernels(x, weight, {});
  EXPECT_TRUE(TensorsBitEqual(LinearOnCpuKernels(x.narrow(0, 0, 7), weight, {}), all.narrow(0, 0, 7)));
}

TEST_F(LinearFunctionTest, TakesRowsThatAreViews) {
  const at::Tensor x = NamedNoise("x", {4, 6, 10}, at::kFloat).transpose(0, 1),
                   weight = NamedNoise("w", {3, 10}, at::kFloat);
  EXPECT_TRUE(
      TensorsNear(LinearOnCpuKernels(x, weight, {}), at::linear(x.to(at::kDouble), weight.to(at::kDouble)), 1e-5));
}

TEST(LinearProductsTest, LeaveTheRestToLibTorch) {
  const auto taken = [](at::IntArrayRef x, at::IntArrayRef weight, at::ScalarType dtype) {
    return CpuKernelsForLinear(NamedNoise("x", x, dtype), NamedNoise("w", weight, dtype)) != nullptr;
  };
  EXPECT_EQ(taken({3, 8}, {5, 8}, at::kFloat), FastestCpuKernels() != nullptr);
  EXPECT_FALSE(taken({3, 8}, {5, 8}, at::kDouble));
  EXPECT_FALSE(taken({3, 8}, {5, 8}, at::kBFloat16));
  EXPECT_FALSE(taken({3, 8}, {5, 9}, at::kFloat)) << "a shape error is LibTorch's to report";
  EXPECT_FALSE(taken({0, 8}, {5, 8}, at::kFloat));
  EXPECT_FALSE(taken({3, 1024}, {1024, 1024}, at::kFloat)) << "a BLAS is faster";
}

}  // namespace
}  // namespace ceteris
