#include "core/testing/gradient_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

namespace ceteris {
namespace {

at::Tensor Leaf() { return at::tensor({0.5, -1.0, 2.0}, at::kDouble).set_requires_grad(true); }

TEST(GradientCheckTest, AcceptsARightGradient) {
  const at::Tensor x = Leaf();
  EXPECT_TRUE(GradientsMatch([&] { return x.sin() * x; }, {{"x", x}}));
}

TEST(GradientCheckTest, RefusesAGradientThatMissesATerm) {
  const at::Tensor x = Leaf();
  const testing::AssertionResult result = GradientsMatch([&] { return x.sin() * x.detach(); }, {{"x", x}});
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("x element 0"), std::string::npos) << result.message();
}

TEST(GradientCheckTest, RefusesAnUnusedTensorAndOneWithoutInfluence) {
  const at::Tensor x = Leaf(), unused = Leaf();
  EXPECT_FALSE(GradientsMatch([&] { return x.sin(); }, {{"unused", unused}}));
  EXPECT_FALSE(GradientsMatch([&] { return x * 0.0; }, {{"x", x}}));
}

}  // namespace
}  // namespace ceteris
