#include "core/training/adamw.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/tensor/scope.h"

namespace ceteris {
namespace {

config::AdamW Config() {
  config::AdamW config;
  config.set_beta1(0.8);
  config.set_beta2(0.9);
  config.set_epsilon(0.05);
  config.set_weight_decay(0.3);
  return config;
}

at::Tensor LearningRate(double value) { return at::full({}, value, at::kDouble); }

// Algorithm 2 for one number, in plain double arithmetic.
class Oracle {
 public:
  Oracle(double weight, double weight_decay) : weight_(weight), weight_decay_(weight_decay) {}
  double Step(double gradient, double learning_rate) {
    const config::AdamW config = Config();
    ++step_;
    weight_ -= learning_rate * weight_decay_ * weight_;
    first_ = config.beta1() * first_ + (1 - config.beta1()) * gradient;
    second_ = config.beta2() * second_ + (1 - config.beta2()) * gradient * gradient;
    const double first = first_ / (1 - std::pow(config.beta1(), step_));
    const double second = second_ / (1 - std::pow(config.beta2(), step_));
    return weight_ -= learning_rate * first / (std::sqrt(second) + config.epsilon());
  }

 private:
  double weight_, weight_decay_, first_ = 0, second_ = 0;
  int step_ = 0;
};

struct Model {
  explicit Model(at::ScalarType dtype) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    bias = scope.Parameter("a.bias", {9}, Normal(0.5), WeightDecay::kNoDecay);
    matrix = scope.Parameter("b.weight", {9, 21}, Normal(0.5));
  }
  ParameterSet parameters;
  at::Tensor bias, matrix;
};

void ExpectAgreesWithOracle(at::ScalarType dtype, double divisor, double tolerance) {
  Model model(dtype);
  TrainedTensors trained(model.parameters);
  AdamW adamw(Config(), trained);
  std::vector<Oracle> bias, matrix;
  for (int64_t i = 0; i < 9; ++i) bias.emplace_back(model.bias.flatten()[i].item<double>(), 0.0);
  for (int64_t i = 0; i < 189; ++i) matrix.emplace_back(model.matrix.flatten()[i].item<double>(), 0.3);
  for (int step = 1; step <= 6; ++step) {
    const double learning_rate = 0.1 / step;
    const at::Tensor at_bias = at::randn({9}, dtype), at_matrix = at::randn({9, 21}, dtype);
    trained.tensors()[0].gradient.copy_(at_bias);
    trained.tensors()[1].gradient.copy_(at_matrix);
    adamw.Step(LearningRate(learning_rate), divisor == 1 ? at::Tensor() : at::full({}, divisor, dtype));
    for (int64_t i = 0; i < 9; ++i) {
      const double expected = bias[i].Step(at_bias[i].item<double>() / divisor, learning_rate);
      ASSERT_NEAR(model.bias[i].item<double>(), expected, tolerance) << step;
    }
    for (int64_t i = 0; i < 189; ++i) {
      const double expected = matrix[i].Step(at_matrix.flatten()[i].item<double>() / divisor, learning_rate);
      ASSERT_NEAR(model.matrix.flatten()[i].item<double>(), expected, tolerance) << step;
    }
  }
}

TEST(AdamWTest, IsThePapersAlgorithmInDoublePrecision) {
  ExpectAgreesWithOracle(at::kDouble, 1, 1e-14);
  ExpectAgreesWithOracle(at::kDouble, 3.7, 1e-14);
}

TEST(AdamWTest, IsThePapersAlgorithmInSinglePrecision) {
  ExpectAgreesWithOracle(at::kFloat, 1, 2e-6);
  ExpectAgreesWithOracle(at::kFloat, 3.7, 2e-6);
}

TEST(AdamWTest, OnlyTheDecayGroupDecays) {
  Model model(at::kFloat);
  const at::Tensor bias = model.bias.detach().clone(), matrix = model.matrix.detach().clone();
  TrainedTensors trained(model.parameters);
  AdamW adamw(Config(), trained);
  adamw.Step(LearningRate(0.1), {});  // all gradients are 0
  EXPECT_TRUE(at::equal(model.bias, bias));
  EXPECT_LT((model.matrix - matrix * (1 - 0.1 * 0.3)).abs().max().item<float>(), 1e-7);
}

TEST(AdamWTest, Bfloat16WeightsFollowTheirMasters) {
  Model model(at::kBFloat16), exact(at::kFloat);
  {
    c10::NoGradGuard no_grad;
    exact.bias.copy_(model.bias);
    exact.matrix.copy_(model.matrix);
  }
  TrainedTensors trained(model.parameters), exact_trained(exact.parameters);
  AdamW adamw(Config(), trained), exact_adamw(Config(), exact_trained);
  for (int step = 1; step <= 20; ++step) {
    trained.flat_gradient().fill_(0.01);
    exact_trained.flat_gradient().fill_(0.01);
    adamw.Step(LearningRate(1e-4), {});
    exact_adamw.Step(LearningRate(1e-4), {});
    trained.PublishWeights();
  }
  EXPECT_TRUE(at::equal(trained.tensors()[1].weight, exact.matrix));  // 20 updates too small for bfloat16
  EXPECT_TRUE(at::equal(model.matrix, exact.matrix.to(at::kBFloat16)));
}

TEST(AdamWTest, AnEmptyDecayGroupIsNoProblem) {
  ParameterSet parameters;
  parameters.Add({"a", at::ones({3}).set_requires_grad(true), WeightDecay::kNoDecay});
  TrainedTensors trained(parameters);
  AdamW adamw(Config(), trained);
  trained.flat_gradient().fill_(1);
  adamw.Step(LearningRate(0.1), {});
  EXPECT_LT(parameters.FindOne("a")->tensor[0].item<float>(), 1);
}

}  // namespace
}  // namespace ceteris
