#include "core/training/muon.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/tensor/scope.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "core/training/adamw.h"
#include "core/training/newton_schulz.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Muon Config() {
  config::Muon config;
  config.set_momentum(0.7);
  config.set_weight_decay(0.3);
  config.set_adamw_learning_rate_factor(0.1);
  return config;
}

at::Tensor LearningRate(double value) { return at::full({}, value, at::kDouble); }

// The same gradients by name, whatever a tensor is packed into.
void SetGradients(const TrainedTensors& trained, int step) {
  for (const TrainedTensor& tensor : trained.tensors()) {
    const auto noise = [step](const std::string& name, const at::Tensor& like) {
      return NamedNoise(name + std::to_string(step), like.sizes(), at::kDouble);
    };
    if (tensor.slices.empty()) tensor.gradient.copy_(noise(tensor.name, tensor.gradient));
    for (const ParameterSlice& slice : tensor.slices) {
      const at::Tensor rows = tensor.gradient.narrow(0, slice.offset, slice.rows);
      rows.copy_(noise(slice.name, rows));
    }
  }
}

void ThreeSteps(const config::Muon& config, const ParameterSet& parameters, double divisor = 1) {
  TrainedTensors trained(parameters);
  Muon muon(config, trained);
  for (int step = 1; step <= 3; ++step) {
    SetGradients(trained, step);
    muon.Step(LearningRate(0.1 / step), divisor == 1 ? at::Tensor() : at::full({}, divisor, at::kDouble));
  }
}

Scope Root(ParameterSet* parameters) { return Scope(parameters, 1, at::TensorOptions().dtype(at::kDouble)); }

// Tall, wide and square: the update written out, on the iteration that its own test holds.
TEST(MuonTest, IsThePublishedUpdateForEveryShape) {
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{8, 3}, {3, 8}, {4, 4}}) {
    ParameterSet parameters;
    const at::Tensor weight = Root(&parameters).Parameter("decoder.0.weight", shape, Normal(1));
    at::Tensor expected = weight.detach().clone(), momentum = 0 * expected;
    for (int step = 1; step <= 3; ++step) {
      const double learning_rate = 0.1 / step;
      const at::Tensor gradient = NamedNoise("decoder.0.weight" + std::to_string(step), shape, at::kDouble) / 3.7;
      momentum = 0.7 * momentum + gradient;
      const at::Tensor direction = NewtonSchulz((gradient + 0.7 * momentum).unsqueeze(0), 5)[0];
      const double scale = std::sqrt(std::fmax(1, static_cast<double>(shape[0]) / static_cast<double>(shape[1])));
      expected = expected - learning_rate * 0.3 * expected - learning_rate * scale * direction;
    }
    ThreeSteps(Config(), parameters, /*divisor=*/3.7);
    EXPECT_TRUE(TensorsNear(weight, expected, 1e-12));
  }
}

TEST(MuonTest, SlicesOfAPackedTensorAreTheMatricesTheyStandFor) {
  const Normal normal(1);
  ParameterSet packed, separate;
  Root(&packed)
      .Child("decoder.0")
      .PackedParameter("query_key_value.weight",
                       {{"query.weight", 6, &normal}, {"key.weight", 3, &normal}, {"value.weight", 3, &normal}}, 4);
  for (const auto& [name, rows] :
       std::vector<std::pair<const char*, int64_t>>{{"query", 6}, {"key", 3}, {"value", 3}}) {
    Root(&separate).Child("decoder.0").Child(name).Parameter("weight", {rows, 4}, normal);
  }
  ThreeSteps(Config(), packed);
  ThreeSteps(Config(), separate);
  const std::vector<NamedTensor> of_packed = packed.NamedTensors(), of_separate = separate.NamedTensors();
  ASSERT_EQ(of_packed.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(of_packed[i].name, of_separate[i].name);
    EXPECT_TRUE(TensorsNear(of_packed[i].tensor, of_separate[i].tensor, 1e-13)) << of_packed[i].name;
  }
}

TEST(MuonTest, AStackOfMatricesIsOneMatrixEach) {
  ParameterSet stacked, separate;
  const at::Tensor experts = Root(&stacked).Parameter("decoder.0.experts", {2, 5, 3}, Normal(1));
  const at::Tensor first = Root(&separate).Parameter("decoder.0.first", {5, 3}, Normal(1));
  at::Tensor values = first.detach();
  values.copy_(experts.detach()[1]);
  TrainedTensors trained(stacked), trained_first(separate);
  Muon muon(Config(), trained), muon_first(Config(), trained_first);
  const at::Tensor gradient = NamedNoise("gradient", {2, 5, 3}, at::kDouble);
  trained.tensors()[0].gradient.copy_(gradient);
  trained_first.tensors()[0].gradient.copy_(gradient[1]);
  muon.Step(LearningRate(0.1), {});
  muon_first.Step(LearningRate(0.1), {});
  EXPECT_TRUE(TensorsNear(experts[1], first, 1e-13));
}

// Embeddings, head, biases, gains, and tables that are not decayed.
TEST(MuonTest, WhatIsNoMatrixOfAStackTakesTheStepOfAdamW) {
  const auto build = [](ParameterSet* parameters) {
    const Scope scope = Root(parameters);
    scope.Parameter("embedding.token.weight", {7, 4}, Normal(1));
    scope.Parameter("head.weight", {7, 4}, Normal(1));
    scope.Parameter("decoder.0.attention.query.bias", {4}, Normal(1), WeightDecay::kNoDecay);
    scope.Parameter("decoder.0.norm.weight", {4}, Normal(1), WeightDecay::kNoDecay);
    scope.Parameter("encoder.position.weight", {7, 4}, Normal(1), WeightDecay::kNoDecay);
  };
  ParameterSet by_muon, by_adamw;
  build(&by_muon);
  build(&by_adamw);
  ThreeSteps(Config(), by_muon);
  config::AdamW config;
  config.set_epsilon(Config().epsilon());
  config.set_weight_decay(0.3);
  TrainedTensors trained(by_adamw);
  AdamW adamw(config, trained);
  for (int step = 1; step <= 3; ++step) {
    SetGradients(trained, step);
    adamw.Step(LearningRate(0.1 / step) * 0.1, {});
  }
  for (size_t i = 0; i < by_muon.parameters().size(); ++i) {
    const Parameter &ours = by_muon.parameters()[i], &expected = by_adamw.parameters()[i];
    EXPECT_TRUE(TensorsBitEqual(ours.tensor, expected.tensor)) << ours.name;
  }
}

TEST(MuonTest, MatricesAloneAreNoProblem) {
  ParameterSet parameters;
  const at::Tensor weight = Root(&parameters).Parameter("encoder.0.weight", {4, 4}, Normal(1));
  const at::Tensor before = weight.detach().clone();
  ThreeSteps(Config(), parameters);
  EXPECT_GT(LargestDifference(weight, before), 0.01);
}

}  // namespace
}  // namespace ceteris
