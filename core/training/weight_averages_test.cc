// Each average against its definition in plain loops, and against PyTorch's where it has one.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <google/protobuf/text_format.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "core/training/averaged_parameters.h"
#include "core/training/weight_average_factory.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kSize = 5;

config::Averaging Config(const std::string& text) {
  config::Averaging config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

// One weight of five numbers that takes any value at any step.
struct Model {
  explicit Model(const std::string& averaging, at::ScalarType dtype = at::kDouble) {
    weight = at::empty({kSize}, dtype).fill_(0.25).set_requires_grad(true);
    parameters.Add({"weight", weight});
    trained = std::make_unique<TrainedTensors>(parameters);
    average = BuildWeightAverage(Config(averaging), *trained);
  }
  // Element i after step t is sin(i + t).
  void Step(int64_t step) {
    at::Tensor values = at::empty({kSize}, at::kDouble);
    for (int64_t i = 0; i < kSize; ++i) values[i].fill_(std::sin(static_cast<double>(i + step)));
    trained->tensors()[0].weight.copy_(values);
    trained->PublishWeights();
    average->Observe(step);
  }
  ParameterSet parameters;
  at::Tensor weight;
  std::unique_ptr<TrainedTensors> trained;
  std::unique_ptr<WeightAverage> average;
};

TEST(WeightAveragesTest, TheExponentialOneIsThatOfPyTorch) {
  Model model("exponential_average { decay: 0.8 }");
  std::ifstream file("core/training/golden/exponential_average.txt");
  int64_t steps = 0;
  for (std::string line; std::getline(file, line);) {
    if (line[0] == '#') continue;
    std::istringstream words(line);
    int64_t step = 0;
    words >> step;
    ASSERT_EQ(step, ++steps);
    model.Step(step);
    for (int64_t i = 0; i < kSize; ++i) {
      double expected = 0;
      ASSERT_TRUE(words >> expected);
      EXPECT_NEAR(model.average->Values()[0][i].item<double>(), expected, 1e-15) << step;
    }
  }
  EXPECT_EQ(steps, 8);
}

TEST(WeightAveragesTest, ADecayOfZeroIsTheLastWeights) {
  Model model("exponential_average { decay: 0 }");
  for (int64_t step = 1; step <= 3; ++step) model.Step(step);
  EXPECT_TRUE(TensorsBitEqual(model.average->Values()[0], model.weight.detach()));
}

TEST(WeightAveragesTest, CheckpointsAreTheLastMultiplesOfEverySteps) {
  Model model("checkpoint_average { count: 3 every_steps: 2 }");
  EXPECT_TRUE(TensorsBitEqual(model.average->Values()[0], model.weight.detach())) << "before the first step";
  for (int64_t step = 1; step <= 11; ++step) {
    model.Step(step);
    for (int64_t i = 0; i < kSize; ++i) {
      double sum = 0;
      int count = 0;
      for (int64_t taken = step; taken >= 1 && count < 3; --taken) {
        if (taken % 2 != 0) continue;
        sum += std::sin(static_cast<double>(i + taken));
        ++count;
      }
      const double expected = count == 0 ? std::sin(static_cast<double>(i + step)) : sum / count;
      EXPECT_NEAR(model.average->Values()[0][i].item<double>(), expected, 1e-15) << step;
    }
  }
}

TEST(WeightAveragesTest, NoAveragingIsNone) {
  Model model("no_averaging {}");
  EXPECT_EQ(model.average, nullptr);
  const AveragedParameters nothing(nullptr, model.trained.get());
  EXPECT_EQ(model.weight[0].item<double>(), 0.25);
}

TEST(WeightAveragesTest, ParametersShowTheAverageForAWhile) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kBFloat16}) {
    Model model("exponential_average { decay: 0.8 }", dtype);
    for (int64_t step = 1; step <= 4; ++step) model.Step(step);
    const at::Tensor trained = model.weight.detach().clone();
    const at::Tensor master = model.trained->tensors()[0].weight.clone();
    {
      const AveragedParameters averaged(model.average.get(), model.trained.get());
      EXPECT_TRUE(TensorsBitEqual(model.weight.detach(), model.average->Values()[0].to(dtype)));
      EXPECT_GT(LargestDifference(model.weight.detach(), trained), 0.01);
    }
    EXPECT_TRUE(TensorsBitEqual(model.weight.detach(), trained));
    EXPECT_TRUE(TensorsBitEqual(model.trained->tensors()[0].weight, master));
    {
      AveragedParameters averaged(model.average.get(), model.trained.get());
      averaged.Keep();
    }
    EXPECT_TRUE(TensorsBitEqual(model.weight.detach(), model.average->Values()[0].to(dtype)));
  }
}

}  // namespace
}  // namespace ceteris
