#include "core/tensor/linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

struct Case {
  ParameterSet parameters;
  Scope scope{&parameters, 3, at::TensorOptions().dtype(at::kDouble)};
};

// y[b, t, o] = sum_i x[b, t, i] W[o, i] + b[o], by plain loops.
TEST(LinearTest, IsTheMatrixProduct) {
  Case c;
  const Linear linear(3, 5, /*bias=*/true, Normal(0.5), c.scope.Child("map"));
  const at::Tensor bias = linear.bias().detach();
  for (int64_t o = 0; o < 5; ++o) bias[o] = 0.25 * static_cast<double>(o);
  const at::Tensor x = at::randn({2, 4, 3}, at::kDouble);
  const at::Tensor y = linear.Forward(x);
  ASSERT_EQ(y.sizes(), at::IntArrayRef({2, 4, 5}));
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t t = 0; t < 4; ++t) {
      for (int64_t o = 0; o < 5; ++o) {
        double expected = 0.25 * static_cast<double>(o);
        for (int64_t i = 0; i < 3; ++i) expected += x[b][t][i].item<double>() * linear.weight()[o][i].item<double>();
        EXPECT_NEAR(y[b][t][o].item<double>(), expected, 1e-14);
      }
    }
  }
}

TEST(LinearTest, RegistersWhatItTrains) {
  Case c;
  const Linear with(3, 5, /*bias=*/true, Normal(0.5), c.scope.Child("with"));
  const Linear without(3, 5, /*bias=*/false, Normal(0.5), c.scope.Child("without"));
  ASSERT_EQ(c.parameters.parameters().size(), 3u);
  EXPECT_EQ(c.parameters.FindOne("with.weight")->decay, WeightDecay::kDecay);
  EXPECT_EQ(c.parameters.FindOne("with.weight")->tensor.sizes(), at::IntArrayRef({5, 3}));
  EXPECT_EQ(c.parameters.FindOne("with.bias")->decay, WeightDecay::kNoDecay);
  EXPECT_EQ(c.parameters.FindOne("with.bias")->tensor.abs().max().item<double>(), 0);
  EXPECT_FALSE(without.bias().defined());
  const at::Tensor x = at::randn({7, 3}, at::kDouble);
  EXPECT_EQ(without.Forward(x).sizes(), at::IntArrayRef({7, 5}));
}

TEST(LinearTest, TensorsOfSomebodyElseAreShared) {
  Case c;
  const at::Tensor weight = c.scope.Parameter("tied", {5, 3}, Normal(0.5));
  const Linear linear(weight, at::Tensor());
  linear.Forward(at::randn({2, 3}, at::kDouble)).sum().backward();
  EXPECT_TRUE(weight.grad().defined());
  EXPECT_EQ(c.parameters.parameters().size(), 1u);
}

TEST(LinearTest, CountsMultiplicationsAndAdditions) {
  EXPECT_EQ(Linear::ForwardFlops(/*num_rows=*/7, /*in=*/3, /*out=*/5), 2.0 * 7 * 3 * 5);
}

}  // namespace
}  // namespace ceteris
