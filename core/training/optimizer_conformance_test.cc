// What every optimizer must do, for each member of the oneof: one that is added to the schema is tested at once.
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/tensor/scope.h"
#include "core/training/optimizer_factory.h"
#include "core/training/validate_training.h"

namespace ceteris {
namespace {

config::Optimizer Config(const std::string& variant) {
  config::Optimizer optimizer;
  optimizer.GetReflection()->MutableMessage(&optimizer, optimizer.GetDescriptor()->FindFieldByName(variant));
  // So that one learning rate serves all weights of these tests.
  if (optimizer.has_muon()) optimizer.mutable_muon()->set_adamw_learning_rate_factor(1);
  return optimizer;
}

// Weights that start at normal numbers around 0 and should come to 3: the loss is the squared distance.
struct Quadratic {
  Quadratic(const config::Optimizer& config, at::ScalarType dtype, bool reversed = false) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    // A matrix of a stack, one that is not decayed, and one outside of the stacks.
    const std::vector<std::string> names = {"decoder.a", "decoder.b", "head.c"};
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[reversed ? names.size() - 1 - i : i];
      scope.Parameter(name, {5, 3}, Normal(1), name == "decoder.b" ? WeightDecay::kNoDecay : WeightDecay::kDecay);
    }
    trained = std::make_unique<TrainedTensors>(parameters);
    optimizer = BuildOptimizer(config, *trained);
  }
  double Loss() const {
    double sum = 0;
    for (const TrainedTensor& tensor : trained->tensors()) sum += (tensor.weight - 3).square().sum().item<double>();
    return sum;
  }
  void Step(double learning_rate, const at::Tensor& divisor = {}) {
    for (const TrainedTensor& tensor : trained->tensors()) tensor.gradient.copy_(2 * (tensor.weight - 3));
    optimizer->Step(at::full({}, learning_rate, at::kDouble), divisor);
    trained->PublishWeights();
  }

  ParameterSet parameters;
  std::unique_ptr<TrainedTensors> trained;
  std::unique_ptr<Optimizer> optimizer;
};

bool EqualWeights(const Quadratic& a, const Quadratic& b) {
  for (size_t i = 0; i < 3; ++i) {
    if (!at::equal(a.parameters.parameters()[i].tensor, b.parameters.parameters()[i].tensor)) return false;
  }
  return true;
}

class OptimizerConformanceTest : public ::testing::TestWithParam<std::string> {
 protected:
  config::Optimizer config() const { return Config(GetParam()); }
};

TEST_P(OptimizerConformanceTest, GoesDownhillInEveryPrecision) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kBFloat16}) {
    Quadratic quadratic(config(), dtype);
    const double before = quadratic.Loss();
    for (int step = 0; step < 600; ++step) quadratic.Step(0.02);
    EXPECT_LT(quadratic.Loss(), 0.05 * before) << dtype;
  }
}

TEST_P(OptimizerConformanceTest, GivesTheSameBitsTwiceAndWhateverTheOrderOfBuilding) {
  Quadratic a(config(), at::kFloat), b(config(), at::kFloat), reversed(config(), at::kFloat, true);
  for (int step = 0; step < 5; ++step) {
    a.Step(0.01);
    b.Step(0.01);
    reversed.Step(0.01);
  }
  EXPECT_TRUE(EqualWeights(a, b));
  EXPECT_TRUE(EqualWeights(a, reversed));
}

TEST_P(OptimizerConformanceTest, ALearningRateOfZeroChangesNothing) {
  Quadratic stepped(config(), at::kFloat), untouched(config(), at::kFloat);
  stepped.Step(0);
  EXPECT_TRUE(EqualWeights(stepped, untouched));
  stepped.Step(0.01);
  EXPECT_FALSE(EqualWeights(stepped, untouched));
}

TEST_P(OptimizerConformanceTest, TheDivisorDividesTheGradients) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble}) {
    Quadratic divided(config(), dtype), scaled(config(), dtype), plain(config(), dtype);
    for (int step = 0; step < 3; ++step) {
      divided.Step(0.01, at::full({}, 1024.0, dtype));
      for (const TrainedTensor& tensor : scaled.trained->tensors()) {
        tensor.gradient.copy_((tensor.weight - 3) / 512);  // 2 (w - 3) / 1024
      }
      scaled.optimizer->Step(at::full({}, 0.01, at::kDouble), {});
      plain.Step(0.01, at::full({}, 1.0, dtype));
    }
    EXPECT_TRUE(EqualWeights(divided, scaled)) << dtype;  // powers of two divide exactly
    // A step of Lion does not know how large the gradients are, where all are divided alike.
    EXPECT_EQ(EqualWeights(divided, plain), GetParam() == "lion") << dtype;
  }
}

TEST_P(OptimizerConformanceTest, ABadGradientReachesTheWeights) {
  Quadratic quadratic(config(), at::kFloat);
  quadratic.trained->flat_gradient().fill_(std::numeric_limits<float>::quiet_NaN());
  quadratic.optimizer->Step(at::full({}, 0.01, at::kDouble), {});
  EXPECT_TRUE(std::isnan(quadratic.Loss()));  // a divergence must show, not vanish
}

TEST_P(OptimizerConformanceTest, SurvivesTheTripThroughTextAndIsValid) {
  std::string text;
  ASSERT_TRUE(google::protobuf::TextFormat::PrintToString(config(), &text));
  config::Optimizer read;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &read));
  EXPECT_EQ(read.variant_case(), config().variant_case());
  config::Training training;
  *training.mutable_optimizer() = read;
  training.mutable_schedule()->mutable_constant();
  training.mutable_precision()->mutable_float32();
  training.mutable_averaging()->mutable_no_averaging();
  EXPECT_TRUE(ValidateTraining(training, "training").ok());
}

TEST_P(OptimizerConformanceTest, SaysWhatItIs) {
  const auto* field = config::Optimizer::descriptor()->FindFieldByName(GetParam());
  const config::Variant& variant = field->message_type()->options().GetExtension(config::variant);
  EXPECT_NE(variant.title(), "");
  EXPECT_NE(variant.paper(), "");
  EXPECT_NE(variant.summary(), "");
}

// One optimizer per member, each with an update of its own: a new name for an old one fails.
TEST_P(OptimizerConformanceTest, DiffersFromEveryOther) {
  const auto* oneof = config::Optimizer::descriptor()->FindOneofByName("variant");
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->name() == GetParam()) continue;
    Quadratic a(config(), at::kFloat), b(Config(oneof->field(i)->name()), at::kFloat);
    for (int step = 0; step < 3; ++step) {
      a.Step(0.01);
      b.Step(0.01);
    }
    EXPECT_FALSE(EqualWeights(a, b)) << oneof->field(i)->name();
  }
}

std::vector<std::string> Variants() {
  std::vector<std::string> names;
  const auto* oneof = config::Optimizer::descriptor()->FindOneofByName("variant");
  for (int i = 0; i < oneof->field_count(); ++i) names.push_back(oneof->field(i)->name());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, OptimizerConformanceTest, ::testing::ValuesIn(Variants()),
                         [](const auto& variant) { return variant.param; });

TEST(OptimizerFactoryTest, NothingChosenIsNothingBuilt) {
  ParameterSet parameters;
  Scope(&parameters, 1, at::TensorOptions().dtype(at::kFloat)).Parameter("a", {2}, Ones());
  const TrainedTensors trained(parameters);
  EXPECT_EQ(BuildOptimizer(config::Optimizer(), trained), nullptr);
}

}  // namespace
}  // namespace ceteris
