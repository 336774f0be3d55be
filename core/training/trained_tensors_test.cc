#include "core/training/trained_tensors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/tensor/scope.h"

namespace ceteris {
namespace {

at::Tensor Add(ParameterSet* parameters, const char* name, at::IntArrayRef shape, at::ScalarType dtype = at::kFloat) {
  return Scope(parameters, 1, at::TensorOptions().dtype(dtype)).Parameter(name, shape, Normal(1));
}

TEST(TrainedTensorsTest, GradientsAreViewsOfOneBufferInNameOrder) {
  ParameterSet parameters;
  const at::Tensor b = Add(&parameters, "b", {3, 5}), a = Add(&parameters, "a", {7});
  TrainedTensors trained(parameters);
  (a.sum() * 2 + b.sum() * 3).backward();
  ASSERT_EQ(trained.tensors().size(), 2u);
  EXPECT_EQ(trained.tensors()[0].name, "a");
  EXPECT_TRUE(trained.tensors()[0].gradient.is_alias_of(trained.flat_gradient()));
  EXPECT_TRUE(at::equal(trained.tensors()[0].gradient, at::full({7}, 2.0f)));
  EXPECT_TRUE(at::equal(trained.tensors()[1].gradient, at::full({3, 5}, 3.0f)));
  EXPECT_EQ(trained.flat_gradient().sum().item<float>(), 7 * 2 + 15 * 3);  // the padding is 0
  trained.ZeroGradients();
  EXPECT_EQ(b.grad().abs().max().item<float>(), 0);
}

TEST(TrainedTensorsTest, BackwardPassesAddUp) {
  ParameterSet parameters;
  const at::Tensor a = Add(&parameters, "a", {4});
  TrainedTensors trained(parameters);
  a.sum().backward();
  (a * a).sum().backward();
  EXPECT_TRUE(at::equal(trained.tensors()[0].gradient, 1 + 2 * a.detach()));
  EXPECT_TRUE(a.grad().is_alias_of(trained.flat_gradient()));
}

TEST(TrainedTensorsTest, AParameterThatTookNoPartHasGradientZero) {
  ParameterSet parameters;
  const at::Tensor a = Add(&parameters, "a", {4}), b = Add(&parameters, "b", {4});
  TrainedTensors trained(parameters);
  a.sum().backward();
  EXPECT_EQ(trained.tensors()[1].gradient.abs().max().item<float>(), 0);
  EXPECT_EQ(trained.GradientNorm().item<float>(), 2);
}

TEST(TrainedTensorsTest, TheNormIsThatOfAllGradientsTogether) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble}) {
    ParameterSet parameters;
    const at::Tensor a = Add(&parameters, "a", {300, 70}, dtype), b = Add(&parameters, "b", {11}, dtype);
    TrainedTensors trained(parameters);
    const at::Tensor at_a = at::randn({300, 70}, dtype), at_b = at::randn({11}, dtype);
    ((a * at_a).sum() + (b * at_b).sum()).backward();
    double squares = 0;  // by a loop in double precision
    for (const at::Tensor& gradient : {at_a, at_b}) {
      const at::Tensor flat = gradient.to(at::kDouble).flatten();
      for (int64_t i = 0; i < flat.numel(); ++i) squares += std::pow(flat.const_data_ptr<double>()[i], 2);
    }
    const double tolerance = dtype == at::kFloat ? 1e-6 : 1e-14;
    EXPECT_NEAR(trained.GradientNorm().item<double>() / std::sqrt(squares), 1, tolerance);
    EXPECT_EQ(trained.GradientNorm().scalar_type(), dtype);
  }
}

// 2^25 gradients of 0.1: a single running float32 sum is off by 1 %.
TEST(TrainedTensorsTest, TheNormOfAManyGradientsKeepsItsDigits) {
  ParameterSet parameters;
  const int64_t n = int64_t{1} << 25;
  parameters.Add({"a", at::ones({n}).set_requires_grad(true), WeightDecay::kDecay});
  TrainedTensors trained(parameters);
  trained.tensors()[0].gradient.fill_(0.1);
  EXPECT_NEAR(trained.GradientNorm().item<double>() / (0.1f * std::sqrt(static_cast<double>(n))), 1, 2e-5);
}

TEST(TrainedTensorsTest, WeightsShareMemoryUnlessTheyAreMasters) {
  ParameterSet parameters, rounded;
  const at::Tensor a = Add(&parameters, "a", {4}), b = Add(&rounded, "b", {4}, at::kBFloat16);
  TrainedTensors floats(parameters), masters(rounded);
  EXPECT_TRUE(floats.tensors()[0].weight.is_alias_of(a));
  EXPECT_FALSE(floats.tensors()[0].weight.requires_grad());
  EXPECT_EQ(masters.tensors()[0].weight.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::equal(masters.tensors()[0].weight, b.to(at::kFloat)));
}

// 1e-3 is less than half of bfloat16's step at 1 (2^-7): only a float32 master can add it up.
TEST(TrainedTensorsTest, MastersKeepWhatBfloat16WouldLose) {
  ParameterSet parameters;
  const at::Tensor weight = at::ones({2}, at::kBFloat16).set_requires_grad(true);
  parameters.Add({"a", weight, WeightDecay::kDecay});
  TrainedTensors trained(parameters);
  for (int step = 0; step < 8; ++step) {
    trained.tensors()[0].weight.add_(1e-3);
    trained.PublishWeights();
  }
  EXPECT_EQ(weight[0].item<float>(), 1.0078125f);  // 1.008 rounded to bfloat16: 1 + 2^-7
}

TEST(TrainedTensorsTest, GradientsOfBfloat16AddUpInFloat32) {
  ParameterSet parameters;
  const at::Tensor weight = at::ones({1}, at::kBFloat16).set_requires_grad(true);
  parameters.Add({"a", weight, WeightDecay::kDecay});
  TrainedTensors trained(parameters);
  weight.sum().backward();
  for (int i = 0; i < 8; ++i) (weight * 0.001953125).sum().backward();  // 2^-9: bfloat16 would stay at 1
  EXPECT_EQ(trained.tensors()[0].gradient.scalar_type(), at::kFloat);
  EXPECT_EQ(trained.tensors()[0].gradient[0].item<float>(), 1.015625f);  // 1 + 8 * 2^-9
}

TEST(TrainedTensorsTest, LeavesGradientsUndefinedWhenItGoes) {
  ParameterSet parameters;
  const at::Tensor a = Add(&parameters, "a", {4});
  { TrainedTensors trained(parameters); }
  EXPECT_FALSE(a.grad().defined());
}

TEST(TrainedTensorsTest, NothingToTrainOrMixedUpdatesThrow) {
  EXPECT_THROW(TrainedTensors{ParameterSet()}, c10::Error);
  ParameterSet mixed;
  Add(&mixed, "a", {4}, at::kFloat);
  Add(&mixed, "b", {4}, at::kDouble);
  EXPECT_THROW(TrainedTensors{mixed}, c10::Error);
  ParameterSet may_mix;
  Add(&may_mix, "a", {4}, at::kFloat);
  Add(&may_mix, "b", {4}, at::kBFloat16);
  EXPECT_NO_THROW(TrainedTensors{may_mix});
}

}  // namespace
}  // namespace ceteris
