#include "core/norm/layer_norm.h"

#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// Ba et al. 2016, eq. (4), in loops. x: [tokens, d_model].
at::Tensor Oracle(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double epsilon) {
  const at::Tensor y = at::zeros(x.sizes(), at::kDouble);
  const int64_t d = x.size(1);
  for (int64_t t = 0; t < x.size(0); ++t) {
    double mean = 0, variance = 0;
    for (int64_t c = 0; c < d; ++c) mean += x[t][c].item<double>() / static_cast<double>(d);
    for (int64_t c = 0; c < d; ++c) variance += std::pow(x[t][c].item<double>() - mean, 2) / static_cast<double>(d);
    for (int64_t c = 0; c < d; ++c) {
      const double shift = bias.defined() ? bias[c].item<double>() : 0;
      y[t][c].fill_((x[t][c].item<double>() - mean) / std::sqrt(variance + epsilon) * weight[c].item<double>() + shift);
    }
  }
  return y;
}

TEST(LayerNormTest, IsThePapersEquation) {
  for (const bool bias : {true, false}) {
    for (const double epsilon : {1e-5, 0.3}) {  // large enough for a misplaced epsilon to show
      config::LayerNorm config;
      config.set_bias(bias);
      config.set_epsilon(epsilon);
      ParameterSet parameters;
      const LayerNorm norm(config, 6, Scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble)).Child("norm"));
      AddNamedNoise(parameters, 0.3);
      EXPECT_EQ(parameters.FindOne("norm.bias") != nullptr, bias);
      const at::Tensor x = NamedNoise("x", {4, 6}, at::kDouble);
      const at::Tensor shift = bias ? parameters.FindOne("norm.bias")->tensor : at::Tensor();
      EXPECT_TRUE(
          TensorsNear(norm.Forward(x), Oracle(x, parameters.FindOne("norm.weight")->tensor, shift, epsilon), 1e-12));
    }
  }
}

TEST(LayerNormTest, StartsAsPureNormalisation) {
  ParameterSet parameters;
  const LayerNorm norm(config::LayerNorm(), 4, Scope(&parameters, 1, at::TensorOptions()).Child("norm"));
  EXPECT_EQ(parameters.FindOne("norm.weight")->tensor.sum().item<float>(), 4);
  EXPECT_EQ(parameters.FindOne("norm.bias")->tensor.abs().sum().item<float>(), 0);
}

TEST(LayerNormTest, AConstantTokenBecomesTheBias) {
  ParameterSet parameters;
  const LayerNorm norm(config::LayerNorm(), 4, Scope(&parameters, 1, at::TensorOptions()).Child("norm"));
  EXPECT_TRUE(TensorsNear(norm.Forward(at::zeros({1, 4}).add(3)), at::zeros({1, 4}), 1e-6));
}

}  // namespace
}  // namespace ceteris
