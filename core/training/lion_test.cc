#include "core/training/lion.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>

#include <cmath>
#include <vector>

#include "core/tensor/scope.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr double kBeta1 = 0.8, kBeta2 = 0.95;

config::Lion Config(double weight_decay) {
  config::Lion config;
  config.set_beta1(kBeta1);
  config.set_beta2(kBeta2);
  config.set_weight_decay(weight_decay);
  return config;
}

// Algorithm 2 for one number, in plain double arithmetic.
class Oracle {
 public:
  Oracle(double weight, double weight_decay) : weight_(weight), weight_decay_(weight_decay) {}
  double Step(double gradient, double learning_rate) {
    const double direction = kBeta1 * momentum_ + (1 - kBeta1) * gradient;
    const double sign = direction > 0 ? 1 : direction < 0 ? -1 : 0;
    momentum_ = kBeta2 * momentum_ + (1 - kBeta2) * gradient;
    return weight_ -= learning_rate * (sign + weight_decay_ * weight_);
  }

 private:
  double weight_, weight_decay_, momentum_ = 0;
};

void ExpectAgreesWithOracle(at::ScalarType dtype, double divisor, double tolerance) {
  ParameterSet parameters;
  const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
  scope.Parameter("a.bias", {9}, Normal(0.5), WeightDecay::kNoDecay);
  scope.Parameter("b.weight", {9, 21}, Normal(0.5));
  TrainedTensors trained(parameters);
  Lion lion(Config(0.3), trained);
  std::vector<std::vector<Oracle>> oracles(2);
  for (size_t which = 0; which < 2; ++which) {
    const at::Tensor flat = trained.tensors()[which].weight.flatten();
    for (int64_t i = 0; i < flat.numel(); ++i) {
      oracles[which].emplace_back(flat[i].item<double>(), which == 0 ? 0.0 : 0.3);
    }
  }
  for (int step = 1; step <= 6; ++step) {
    const double learning_rate = 0.1 / step;
    std::vector<at::Tensor> gradients;
    for (const TrainedTensor& tensor : trained.tensors()) {
      gradients.push_back(NamedNoise(tensor.name + std::to_string(step), tensor.weight.sizes(), dtype));
      tensor.gradient.copy_(gradients.back());
    }
    lion.Step(at::full({}, learning_rate, at::kDouble), divisor == 1 ? at::Tensor() : at::full({}, divisor, dtype));
    for (size_t which = 0; which < 2; ++which) {
      const at::Tensor weights = trained.tensors()[which].weight.flatten(), gradient = gradients[which].flatten();
      for (int64_t i = 0; i < weights.numel(); ++i) {
        const double expected = oracles[which][i].Step(gradient[i].item<double>() / divisor, learning_rate);
        ASSERT_NEAR(weights[i].item<double>(), expected, tolerance) << step << " " << which << " " << i;
      }
    }
  }
}

TEST(LionTest, IsThePapersAlgorithmInDoublePrecision) {
  ExpectAgreesWithOracle(at::kDouble, 1, 1e-14);
  ExpectAgreesWithOracle(at::kDouble, 3.7, 1e-14);
}

TEST(LionTest, IsThePapersAlgorithmInSinglePrecision) {
  ExpectAgreesWithOracle(at::kFloat, 1, 1e-6);
  ExpectAgreesWithOracle(at::kFloat, 3.7, 1e-6);
}

TEST(LionTest, AWeightWithoutAGradientStandsStill) {
  ParameterSet parameters;
  const at::Tensor weight = Scope(&parameters, 1, at::TensorOptions().dtype(at::kFloat)).Parameter("a", {4}, Normal(1));
  const at::Tensor before = weight.detach().clone();
  TrainedTensors trained(parameters);
  Lion lion(Config(0), trained);
  lion.Step(at::full({}, 0.1, at::kDouble), {});
  EXPECT_TRUE(TensorsBitEqual(weight, before));
}

}  // namespace
}  // namespace ceteris
