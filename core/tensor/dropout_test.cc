#include "core/tensor/dropout.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/tensor/dropout_kernel.h"

namespace ceteris {
namespace {

at::Tensor Draw(int64_t draw) { return at::full({}, draw, at::kLong); }

ForwardContext InTraining(int64_t draw) {
  ForwardContext context;
  context.training = true;
  context.draw = Draw(draw);
  return context;
}

Scope Site(const char* name, uint64_t seed = 1) {
  static auto* parameters = new ParameterSet;
  return Scope(parameters, seed, at::TensorOptions().dtype(at::kFloat)).Child(name);
}

double Mean(const at::Tensor& x) { return x.to(at::kDouble).mean().item<double>(); }

// How often two masks agree.
double Agreement(const at::Tensor& a, const at::Tensor& b) { return Mean((a == 0) == (b == 0)); }

constexpr int64_t kSize = 1 << 20;
// Four standard deviations of a frequency p over kSize elements.
double Margin(double p) { return 4 * std::sqrt(p * (1 - p) / kSize); }

TEST(DropoutTest, DropsAtItsRateAndKeepsTheMean) {
  for (const double rate : {0.01, 0.1, 0.5, 0.9}) {
    const at::Tensor y = Dropout(rate, Site("a")).Forward(at::ones({kSize}), InTraining(0));
    EXPECT_NEAR(Mean(y == 0), rate, Margin(rate)) << rate;
    EXPECT_NEAR(Mean(y), 1, Margin(rate) / (1 - rate)) << rate;
    EXPECT_EQ(y.max().item<float>(), static_cast<float>(1 / (1 - rate)));
  }
}

TEST(DropoutTest, IsTheIdentityOutsideTrainingAndAtRateZero) {
  const at::Tensor x = at::randn({5});
  EXPECT_TRUE(Dropout(0.5, Site("a")).Forward(x, ForwardContext()).is_same(x));
  EXPECT_TRUE(Dropout(0, Site("a")).Forward(x, InTraining(0)).is_same(x));
}

TEST(DropoutTest, TheMaskIsAFunctionOfSeedSiteAndDraw) {
  const at::Tensor x = at::ones({kSize});
  const auto masked = [&x](const char* site, uint64_t seed, int64_t draw) {
    return Dropout(0.5, Site(site, seed)).Forward(x, InTraining(draw));
  };
  const at::Tensor y = masked("a", 1, 7);
  EXPECT_TRUE(at::equal(y, masked("a", 1, 7)));
  // Independent masks of rate 1/2 agree in half of their elements; so do a mask and itself moved by one.
  EXPECT_NEAR(Agreement(y, masked("a", 1, 8)), 0.5, Margin(0.5));
  EXPECT_NEAR(Agreement(y, masked("b", 1, 7)), 0.5, Margin(0.5));
  EXPECT_NEAR(Agreement(y, masked("a", 2, 7)), 0.5, Margin(0.5));
  EXPECT_NEAR(Agreement(y, y.roll(1)), 0.5, Margin(0.5));
  EXPECT_NEAR(Agreement(y, y.roll(2)), 0.5, Margin(0.5));
}

TEST(DropoutTest, TheBackwardPassUsesTheMaskOfTheForwardPass) {
  const at::Tensor x = at::ones({4, 333}).set_requires_grad(true);
  const at::Tensor weights = at::randn({4, 333});
  const at::Tensor y = Dropout(0.3, Site("a")).Forward(x, InTraining(3));
  (y * weights).sum().backward();
  EXPECT_TRUE(at::equal(x.grad(), y.detach() * weights));  // dy/dx is y itself where x is 1
}

// Central differences in double precision; the function is linear, so they are exact but for rounding.
TEST(DropoutTest, GradientAgreesWithDifferences) {
  const Dropout dropout(0.4, Site("a"));
  const at::Tensor x = at::randn({3, 7}, at::kDouble).set_requires_grad(true), weights = at::randn({3, 7}, at::kDouble);
  const auto loss = [&](const at::Tensor& at) { return (dropout.Forward(at, InTraining(5)) * weights).sum(); };
  loss(x).backward();
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = 0; j < 7; ++j) {
      at::Tensor above = x.detach().clone(), below = x.detach().clone();
      above[i][j] += 1e-3;
      below[i][j] -= 1e-3;
      const double difference = (loss(above).item<double>() - loss(below).item<double>()) / 2e-3;
      EXPECT_NEAR(x.grad()[i][j].item<double>(), difference, 1e-9);
    }
  }
}

TEST(DropoutTest, TheGradientSeesLogicalOrderNotMemoryOrder) {
  const Dropout dropout(0.5, Site("a"));
  const at::Tensor x = at::randn({8, 6});
  const at::Tensor y = dropout.Forward(x, InTraining(0));
  EXPECT_TRUE(at::equal(y, dropout.Forward(x.t().contiguous().t(), InTraining(0))));
  const at::Tensor leaf = x.clone().set_requires_grad(true);
  // The gradient that arrives at the dropout is a transposed view.
  dropout.Forward(leaf, InTraining(0)).t().contiguous().mul(at::ones({6, 8})).sum().backward();
  EXPECT_TRUE(at::equal(leaf.grad() == 0, y == 0));
}

TEST(DropoutTest, AdvancingTheDrawBeforeTheBackwardPassThrows) {
  const at::Tensor x = at::ones({10}).set_requires_grad(true);
  ForwardContext context = InTraining(0);
  const at::Tensor y = Dropout(0.5, Site("a")).Forward(x, context);
  context.draw.add_(1);
  EXPECT_THROW(y.sum().backward(), c10::Error);
}

TEST(DropoutTest, ABrokenContractThrows) {
  for (const double rate : {-0.1, 1.0, 2.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(Dropout(rate, Site("a")), c10::Error) << rate;
  }
  ForwardContext without_draw;
  without_draw.training = true;
  EXPECT_THROW(Dropout(0.5, Site("a")).Forward(at::ones({2}), without_draw), c10::Error);
  EXPECT_THROW(Dropout(0.5, Site("a")).Forward(at::ones({2}, at::kLong), InTraining(0)), c10::Error);
}

// The promise that a CUDA trial has the masks of a CPU trial, as far as a machine without CUDA can check it.
TEST(DropoutKernelTest, OperatorsAndLoopGiveTheSameBits) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kBFloat16}) {
    for (const std::vector<int64_t>& shape : {std::vector<int64_t>{0}, {1}, {2}, {3, 5}, {7, 513}, {2, 3, 1024}}) {
      for (const double rate : {1e-12, 0.1, 1.0 / 3, 0.999999}) {
        const at::Tensor x = at::randn(shape, dtype);
        const DropoutMask mask{0x8000000000000123u, rate};
        const at::Tensor a = DropoutOnCpu(x, Draw(41), mask), b = DropoutByOperators(x, Draw(41), mask);
        EXPECT_EQ(a.scalar_type(), b.scalar_type());
        EXPECT_TRUE(at::equal(a, b)) << dtype << " " << x.sizes() << " " << rate;
      }
    }
  }
}

TEST(DropoutKernelTest, OperatorsAndLoopAgreeOnATransposedTensor) {
  const at::Tensor x = at::randn({33, 65}).t();
  const DropoutMask mask{5, 0.5};
  EXPECT_TRUE(at::equal(DropoutOnCpu(x, Draw(0), mask), DropoutByOperators(x, Draw(0), mask)));
}

}  // namespace
}  // namespace ceteris
