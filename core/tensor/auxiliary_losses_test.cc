#include "core/tensor/auxiliary_losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

at::Tensor Scalar(double value) { return at::scalar_tensor(value, at::kDouble); }

TEST(AuxiliaryLossesTest, SumsLossesAndAveragesMetrics) {
  AuxiliaryLosses auxiliary;
  EXPECT_FALSE(auxiliary.loss_sum().defined());
  auxiliary.AddMetric("dropped", Scalar(0.5));
  EXPECT_FALSE(auxiliary.loss_sum().defined()) << "a metric is no loss";
  auxiliary.AddLoss("balance", Scalar(1));
  auxiliary.AddLoss("balance", Scalar(2));
  auxiliary.AddLoss("other", Scalar(4));
  auxiliary.AddMetric("dropped", Scalar(0.1));
  EXPECT_EQ(auxiliary.loss_sum().item<double>(), 7);
  const std::vector<NamedScalar> values = auxiliary.values();
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0].name, "dropped");
  EXPECT_NEAR(values[0].value.item<double>(), 0.3, 1e-15);
  EXPECT_EQ(values[1].name, "balance");
  EXPECT_EQ(values[1].value.item<double>(), 3);
}

TEST(AuxiliaryLossesTest, LossesCarryGradientsAndValuesDoNot) {
  const at::Tensor x = Scalar(3).set_requires_grad(true);
  AuxiliaryLosses auxiliary;
  auxiliary.AddLoss("square", x * x);
  auxiliary.AddMetric("x", x);
  for (const NamedScalar& value : auxiliary.values()) EXPECT_FALSE(value.value.requires_grad()) << value.name;
  auxiliary.loss_sum().backward();
  EXPECT_EQ(x.grad().item<double>(), 6);
}

TEST(AuxiliaryLossesTest, AFactorScalesLossesAndLeavesMetrics) {
  AuxiliaryLosses layer, auxiliary;
  layer.AddLoss("balance", Scalar(2));
  layer.AddMetric("dropped", Scalar(0.2));
  layer.AddMetric("dropped", Scalar(0.4));
  auxiliary.AddMetric("dropped", Scalar(0.9));
  auxiliary.AddScaled(layer, at::zeros({1}, at::kDouble));
  EXPECT_EQ(auxiliary.loss_sum().item<double>(), 0);
  EXPECT_NEAR(auxiliary.values()[0].value.item<double>(), 0.5, 1e-15) << "the mean of three";
}

TEST(AuxiliaryLossesTest, RefusesWhatIsNoScalarAndANameForBoth) {
  AuxiliaryLosses auxiliary;
  EXPECT_THROW(auxiliary.AddLoss("balance", at::zeros({1})), c10::Error);
  auxiliary.AddLoss("balance", Scalar(1));
  EXPECT_THROW(auxiliary.AddMetric("balance", Scalar(1)), c10::Error);
}

}  // namespace
}  // namespace ceteris
