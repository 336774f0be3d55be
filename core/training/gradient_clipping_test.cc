#include "core/training/gradient_clipping.h"

#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ceteris {
namespace {

double Divisor(double norm, double max_norm) {
  return ClippingDivisor(at::full({}, norm, at::kDouble), max_norm).item<double>();
}

TEST(ClippingDivisorTest, ALargerGradientIsScaledToTheLimit) {
  EXPECT_NEAR(10 / Divisor(10, 2.5), 2.5, 1e-6);
  EXPECT_DOUBLE_EQ(Divisor(10, 2.5), (10 + 1e-6) / 2.5);
}

TEST(ClippingDivisorTest, ASmallerGradientStaysAsItIs) {
  EXPECT_EQ(Divisor(0.5, 1), 1);
  EXPECT_EQ(Divisor(0, 1), 1);
}

TEST(ClippingDivisorTest, ZeroMeansNoClipping) { EXPECT_FALSE(ClippingDivisor(at::full({}, 5.0), 0).defined()); }

TEST(ClippingDivisorTest, ABadNormIsNotHidden) {
  EXPECT_TRUE(std::isnan(Divisor(std::numeric_limits<double>::quiet_NaN(), 1)));
  EXPECT_TRUE(std::isinf(Divisor(std::numeric_limits<double>::infinity(), 1)));
}

TEST(ClippingDivisorTest, KeepsTheDtype) {
  EXPECT_EQ(ClippingDivisor(at::full({}, 5.0, at::kFloat), 1).scalar_type(), at::kFloat);
}

}  // namespace
}  // namespace ceteris
