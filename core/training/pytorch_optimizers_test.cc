// Our optimizers against PyTorch's own, step by step: golden/optimizers.txt, written by optimizers_golden.py.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/training/optimizer_factory.h"

namespace ceteris {
namespace {

constexpr int64_t kSize = 24;

// Our words for the golden file's cases.
const std::map<std::string, std::string> kCases = {
    {"adamw", "adamw { beta1: 0.8 beta2: 0.9 epsilon: 0.05 weight_decay: 0.3 }"},
    {"adam", "adam { beta1: 0.8 beta2: 0.9 epsilon: 0.05 }"},
    {"sgd", "sgd { momentum: 0.7 }"},
    {"sgd_nesterov", "sgd { momentum: 0.7 nesterov: true }"},
    {"sgd_plain", "sgd { momentum: 0 }"},
    {"muon", "muon { momentum: 0.7 weight_decay: 0.3 }"},
};

template <typename Element>
at::Tensor Filled(const Element& element) {
  const at::Tensor tensor = at::empty({4, 6}, at::kDouble);
  for (int64_t i = 0; i < kSize; ++i) tensor.mutable_data_ptr<double>()[i] = element(static_cast<double>(i));
  return tensor;
}

// The weights after each of five steps.
std::vector<at::Tensor> Train(const std::string& text) {
  config::Optimizer config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
  ParameterSet parameters;
  const at::Tensor weight = Filled([](double i) { return std::sin(i + 1); }).set_requires_grad(true);
  parameters.Add({"decoder.0.weight", weight});
  TrainedTensors trained(parameters);
  const std::unique_ptr<Optimizer> optimizer = BuildOptimizer(config, trained);
  std::vector<at::Tensor> weights;
  for (int step = 1; step <= 5; ++step) {
    trained.tensors()[0].gradient.copy_(Filled([step](double i) { return std::cos(0.7 * i * i + 1.3 * step); }));
    optimizer->Step(at::full({}, 0.1 / step, at::kDouble), {});
    weights.push_back(weight.detach().clone());
  }
  return weights;
}

TEST(PytorchOptimizersTest, TakesTheSameSteps) {
  std::map<std::string, std::vector<at::Tensor>> ours;
  for (const auto& [name, text] : kCases) ours[name] = Train(text);
  std::ifstream file("core/training/golden/optimizers.txt");
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line[0] == '#') continue;
    std::istringstream words(line);
    std::string name;
    size_t step = 0;
    words >> name >> step;
    ASSERT_EQ(ours.count(name), 1u) << name;
    const at::Tensor& weights = ours[name][step - 1];
    // Their Muon averages gradients where Jordan's sums them, and guards the division by their norm in another way.
    const double tolerance = name == "muon" ? 2e-7 : 1e-14;
    for (int64_t i = 0; i < kSize; ++i) {
      double expected = 0;
      ASSERT_TRUE(words >> expected) << line;
      EXPECT_NEAR(weights.const_data_ptr<double>()[i], expected, tolerance) << name << " " << step << " " << i;
    }
    ++lines;
  }
  EXPECT_EQ(lines, 5 * static_cast<int>(kCases.size()));
}

}  // namespace
}  // namespace ceteris
