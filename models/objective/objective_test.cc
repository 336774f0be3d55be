#include "models/objective/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/batch/batch.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {
namespace {

Objective Make(double label_smoothing, double z_loss) {
  config::Training training;
  training.set_label_smoothing(label_smoothing);
  training.set_z_loss(z_loss);
  return Objective(training);
}

at::Tensor Targets(at::IntArrayRef shape, int64_t classes) {
  const at::Tensor targets = at::empty(shape, at::kLong);
  for (int64_t i = 0; i < targets.numel(); ++i) {
    targets.mutable_data_ptr<int64_t>()[i] = i % 5 == 3 ? kIgnoredTarget : i * 7 % classes;
  }
  return targets;
}

// The definition, row by row and class by class.
double Loops(const at::Tensor& logits, const at::Tensor& targets, double label_smoothing, double z_loss) {
  const at::Tensor exact = logits.detach().to(at::kDouble).contiguous();
  const int64_t classes = exact.size(-1);
  double loss = 0;
  for (int64_t row = 0; row < targets.numel(); ++row) {
    const double* const x = exact.const_data_ptr<double>() + row * classes;
    const int64_t target = targets.const_data_ptr<int64_t>()[row];
    if (target == kIgnoredTarget) continue;
    double total = 0, largest = x[0];
    for (int64_t v = 0; v < classes; ++v) largest = std::max(largest, x[v]);
    for (int64_t v = 0; v < classes; ++v) total += std::exp(x[v] - largest);
    const double normaliser = largest + std::log(total);
    for (int64_t v = 0; v < classes; ++v) {
      const double q = (v == target ? 1 - label_smoothing : 0) + label_smoothing / static_cast<double>(classes);
      loss -= q * (x[v] - normaliser);
    }
    loss += z_loss * normaliser * normaliser;
  }
  return loss;
}

TEST(ObjectiveTest, IsTheEquationInEveryPrecision) {
  const at::Tensor targets = Targets({3, 4}, 7);
  for (const at::ScalarType dtype : {at::kDouble, at::kFloat, at::kBFloat16}) {
    const at::Tensor logits = NamedNoise("logits", {3, 4, 7}, at::kDouble, 4).to(dtype);
    for (const double label_smoothing : {0.0, 0.1, 0.6}) {
      for (const double z_loss : {0.0, 1e-4, 0.3}) {
        const at::Tensor loss = Make(label_smoothing, z_loss).LossSum(logits, targets);
        EXPECT_EQ(loss.scalar_type(), dtype == at::kDouble ? at::kDouble : at::kFloat);
        const double expected = Loops(logits, targets, label_smoothing, z_loss);
        EXPECT_NEAR(loss.item<double>() / expected, 1, dtype == at::kDouble ? 1e-14 : 1e-6)
            << dtype << " " << label_smoothing << " " << z_loss;
      }
    }
  }
}

TEST(ObjectiveTest, SmoothingIsThatOfPyTorch) {
  std::istringstream lines(ReadFile("models/objective/golden/objective.txt").value());
  const int64_t classes[] = {2, 0, kIgnoredTarget, 4, 4, 1};
  int cases = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line[0] == '#') continue;
    std::istringstream numbers(line);
    double label_smoothing = 0, expected = 0;
    numbers >> label_smoothing >> expected;
    at::Tensor logits = at::empty({6, 5}, at::kDouble), targets = at::empty({6}, at::kLong);
    for (int64_t i = 0; i < 30; ++i) {
      logits.mutable_data_ptr<double>()[i] = 3 * std::sin(static_cast<double>(i + 1));
    }
    for (int64_t i = 0; i < 6; ++i) targets.mutable_data_ptr<int64_t>()[i] = classes[i];
    logits.requires_grad_();
    const at::Tensor loss = Make(label_smoothing, 0).LossSum(logits, targets);
    EXPECT_NEAR(loss.item<double>(), expected, 1e-13);
    loss.backward();
    for (int64_t i = 0; i < 30; ++i) {
      double gradient = 0;
      ASSERT_TRUE(numbers >> gradient);
      EXPECT_NEAR(logits.grad().const_data_ptr<double>()[i], gradient, 1e-14) << label_smoothing << " " << i;
    }
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(ObjectiveTest, GradientsAgreeWithDifferences) {
  const at::Tensor logits = NamedNoise("logits", {3, 4, 7}, at::kDouble, 2).requires_grad_();
  const at::Tensor targets = Targets({3, 4}, 7);
  for (const double label_smoothing : {0.0, 0.1}) {
    for (const double z_loss : {0.0, 0.1}) {
      const Objective objective = Make(label_smoothing, z_loss);
      EXPECT_TRUE(GradientsMatch([&] { return objective.LossSum(logits, targets); }, {{"logits", logits}}, 84));
    }
  }
}

TEST(ObjectiveTest, WithBothAtZeroItIsCrossEntropyBitForBit) {
  const at::Tensor logits = NamedNoise("logits", {3, 4, 65}, at::kFloat, 2), targets = Targets({3, 4}, 65);
  EXPECT_TRUE(TensorsBitEqual(Make(0, 0).LossSum(logits, targets), CrossEntropySum(logits, targets)));
}

// One label per sequence or image.
TEST(ObjectiveTest, TakesOneTargetPerRowToo) {
  const at::Tensor logits = NamedNoise("logits", {6, 10}, at::kDouble), targets = Targets({6}, 10);
  for (const double label_smoothing : {0.0, 0.1}) {
    EXPECT_NEAR(Make(label_smoothing, 0.1).LossSum(logits, targets).item<double>(),
                Loops(logits, targets, label_smoothing, 0.1), 1e-12);
  }
}

TEST(ObjectiveTest, IsASumOverParts) {
  const at::Tensor logits = NamedNoise("logits", {3, 4, 7}, at::kDouble), targets = Targets({3, 4}, 7);
  const Objective objective = Make(0.1, 0.01);
  double parts = 0;
  for (int64_t row = 0; row < 3; ++row) parts += objective.LossSum(logits[row], targets[row]).item<double>();
  EXPECT_NEAR(objective.LossSum(logits, targets).item<double>(), parts, 1e-12);
}

TEST(ObjectiveTest, IgnoredTargetsCostNothing) {
  const at::Tensor logits = NamedNoise("logits", {2, 3, 7}, at::kDouble).requires_grad_();
  const at::Tensor loss = Make(0.1, 0.1).LossSum(logits, at::full({2, 3}, kIgnoredTarget, at::kLong));
  EXPECT_EQ(loss.item<double>(), 0);
  loss.backward();
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0);
}

TEST(ObjectiveTest, KeepsWhatIsNotFiniteVisible) {
  at::Tensor logits = NamedNoise("logits", {1, 7}, at::kFloat);
  logits[0][2].fill_(std::nan(""));
  const at::Tensor targets = at::full({1}, 4, at::kLong);
  EXPECT_TRUE(std::isnan(Make(0.1, 0).LossSum(logits, targets).item<float>()));
  EXPECT_TRUE(std::isnan(Make(0, 0.1).LossSum(logits, targets).item<float>()));
}

TEST(ObjectiveTest, RefusesShapesAndTargetsThatDoNotFit) {
  const Objective objective = Make(0.1, 0.1);
  const at::Tensor logits = NamedNoise("logits", {2, 4, 7}, at::kFloat);
  EXPECT_THROW(objective.LossSum(logits, at::full({4, 2}, 0, at::kLong)), c10::Error);
  EXPECT_THROW(objective.LossSum(logits, at::full({2, 4}, 7, at::kLong)), c10::Error);
}

}  // namespace
}  // namespace ceteris
