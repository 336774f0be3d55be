#include "core/norm/rms_norm.h"

#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// Zhang and Sennrich 2019, eq. (4), in loops, epsilon inside the root. x: [tokens, d_model].
at::Tensor Oracle(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
  const at::Tensor y = at::zeros(x.sizes(), at::kDouble);
  const int64_t d = x.size(1);
  for (int64_t t = 0; t < x.size(0); ++t) {
    double mean_square = 0;
    for (int64_t c = 0; c < d; ++c) mean_square += std::pow(x[t][c].item<double>(), 2) / static_cast<double>(d);
    for (int64_t c = 0; c < d; ++c)
      y[t][c].fill_(x[t][c].item<double>() / std::sqrt(mean_square + epsilon) * weight[c].item<double>());
  }
  return y;
}

TEST(RmsNormTest, IsThePapersEquation) {
  for (const double epsilon : {1e-5, 0.3}) {  // large enough for a misplaced epsilon to show
    config::RmsNorm config;
    config.set_epsilon(epsilon);
    ParameterSet parameters;
    const RmsNorm norm(config, 6, Scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble)).Child("norm"));
    AddNamedNoise(parameters, 0.3);
    const at::Tensor x = NamedNoise("x", {4, 6}, at::kDouble);
    EXPECT_TRUE(TensorsNear(norm.Forward(x), Oracle(x, parameters.FindOne("norm.weight")->tensor, epsilon), 1e-12));
  }
}

TEST(RmsNormTest, HasAGainOfOnesAndNothingElse) {
  ParameterSet parameters;
  const RmsNorm norm(config::RmsNorm(), 4, Scope(&parameters, 1, at::TensorOptions()).Child("norm"));
  ASSERT_EQ(parameters.parameters().size(), 1u);
  EXPECT_EQ(parameters.FindOne("norm.weight")->tensor.sum().item<float>(), 4);
}

}  // namespace
}  // namespace ceteris
