#include "core/norm/scale_norm.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// Nguyen and Salazar 2019, section 2.3, in loops. x: [tokens, d_model].
at::Tensor Oracle(const at::Tensor& x, double gain, double epsilon) {
  const at::Tensor y = at::zeros(x.sizes(), at::kDouble);
  for (int64_t t = 0; t < x.size(0); ++t) {
    double square = 0;
    for (int64_t c = 0; c < x.size(1); ++c) square += std::pow(x[t][c].item<double>(), 2);
    const double length = std::max(std::sqrt(square), epsilon);
    for (int64_t c = 0; c < x.size(1); ++c) y[t][c].fill_(gain * x[t][c].item<double>() / length);
  }
  return y;
}

TEST(ScaleNormTest, IsThePapersEquation) {
  for (const double epsilon : {1e-5, 2.5}) {  // the larger one bounds some of the tokens
    config::ScaleNorm config;
    config.set_epsilon(epsilon);
    ParameterSet parameters;
    const ScaleNorm norm(config, 6, Scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble)).Child("norm"));
    AddNamedNoise(parameters, 0.3);
    const at::Tensor x = NamedNoise("x", {8, 6}, at::kDouble);
    const double gain = parameters.FindOne("norm.weight")->tensor.item<double>();
    EXPECT_TRUE(TensorsNear(norm.Forward(x), Oracle(x, gain, epsilon), 1e-12));
  }
}

TEST(ScaleNormTest, HasOneGainWhichStartsAtTheRootOfTheWidth) {
  ParameterSet parameters;
  const ScaleNorm norm(config::ScaleNorm(), 16, Scope(&parameters, 1, at::TensorOptions()).Child("norm"));
  ASSERT_EQ(parameters.num_elements(), 1);
  EXPECT_EQ(parameters.FindOne("norm.weight")->tensor.item<float>(), 4);
}

// Padding embeds as anything, zeros included: neither NaN nor an infinite gradient may come of it.
TEST(ScaleNormTest, ATokenOfZerosStaysOneAndHasAFiniteGradient) {
  ParameterSet parameters;
  const ScaleNorm norm(config::ScaleNorm(), 4, Scope(&parameters, 1, at::TensorOptions()).Child("norm"));
  const at::Tensor x = at::zeros({2, 4}).set_requires_grad(true);
  const at::Tensor y = norm.Forward(x);
  EXPECT_TRUE(TensorsBitEqual(y.detach(), at::zeros({2, 4})));
  y.sum().backward();
  EXPECT_TRUE(AllFinite(x.grad()));
  EXPECT_TRUE(AllFinite(parameters.FindOne("norm.weight")->tensor.grad()));
}

}  // namespace
}  // namespace ceteris
