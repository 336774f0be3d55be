#include "core/position/rotary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <complex>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Rotary Config(double theta = 10000) {
  config::Rotary config;
  config.set_theta(theta);
  return config;
}

// Channel pairs as complex numbers times e^(i angle), in loops. heads: [batch, num_heads, len, head_dim].
at::Tensor Oracle(const at::Tensor& heads, const at::Tensor& positions, double theta) {
  const at::Tensor in = heads.to(at::kDouble).contiguous(), out = at::zeros(heads.sizes(), at::kDouble);
  const at::Tensor all_positions = positions.expand({heads.size(0), heads.size(2)});
  const auto x = in.accessor<double, 4>();
  auto y = out.accessor<double, 4>();
  const int64_t half = heads.size(3) / 2;
  for (int64_t b = 0; b < heads.size(0); ++b) {
    for (int64_t h = 0; h < heads.size(1); ++h) {
      for (int64_t t = 0; t < heads.size(2); ++t) {
        for (int64_t i = 0; i < half; ++i) {
          const double angle =
              all_positions[b][t].item<double>() * std::pow(theta, -static_cast<double>(i) / static_cast<double>(half));
          const std::complex<double> turned =
              std::complex<double>(x[b][h][t][i], x[b][h][t][i + half]) * std::polar(1.0, angle);
          y[b][h][t][i] = turned.real();
          y[b][h][t][i + half] = turned.imag();
        }
      }
    }
  }
  return out;
}

TEST(RotaryTest, TurnsEachPairByItsAngle) {
  for (const int64_t head_dim : {2, 6, 16}) {
    for (const double theta : {10000.0, 30.0}) {
      const Rotary rotary(Config(theta), {head_dim, 40});
      const at::Tensor q = NamedNoise("q", {2, 3, 40, head_dim}, at::kDouble);
      for (const at::Tensor& positions :
           {ConsecutivePositions(5, 40, at::kCPU), ConsecutivePositions(0, 80, at::kCPU).view({2, 40}) * 7}) {
        const at::Tensor oracle = Oracle(q, positions, theta);
        EXPECT_TRUE(TensorsNear(rotary.RotateQuery(q, positions), oracle, 1e-12));
        EXPECT_TRUE(TensorsNear(rotary.RotateKey(q, positions), oracle, 1e-12));
      }
    }
  }
}

// Also of heads as a layer makes them: transposed slices of one product.
TEST(RotaryTest, TakesHeadsThatAreViews) {
  const at::Tensor packed = NamedNoise("packed", {2, 5, 6, 8}, at::kFloat).transpose(1, 2);
  const at::Tensor q = packed.narrow(1, 1, 3), positions = ConsecutivePositions(0, 5, at::kCPU);
  EXPECT_TRUE(TensorsNear(Rotary(Config(), {8, 40}).RotateQuery(q, positions), Oracle(q, positions, 10000), 1e-6));
}

TEST(RotaryTest, ScoreDependsOnlyOnRelativeDistance) {
  const Rotary rotary(Config(), {16, 40});
  const at::Tensor q = NamedNoise("q", {1, 1, 1, 16}, at::kDouble), k = NamedNoise("k", {1, 1, 1, 16}, at::kDouble);
  const auto score = [&](int64_t m, int64_t n) {
    return (rotary.RotateQuery(q, ConsecutivePositions(m, 1, at::kCPU)) *
            rotary.RotateKey(k, ConsecutivePositions(n, 1, at::kCPU)))
        .sum()
        .item<double>();
  };
  EXPECT_NEAR(score(5, 2), score(1003, 1000), 1e-11);
  EXPECT_NEAR(score(9, 9), (q * k).sum().item<double>(), 1e-12);
  EXPECT_GT(std::abs(score(5, 2) - score(6, 2)), 1e-3);
  EXPECT_GT(std::abs(score(5, 2) - score(2, 5)), 1e-3) << "it matters which of the two is ahead";
}

TEST(RotaryTest, RefusesAnOddHeadDim) { EXPECT_THROW(Rotary(Config(), {5, 40}), c10::Error); }

// Products in bfloat16 would be rounded three times on the way; ours is the exact result rounded once.
TEST(RotaryTest, ComputesBfloat16InSinglePrecision) {
  const at::Tensor q = NamedNoise("q", {2, 3, 40, 16}, at::kBFloat16),
                   positions = ConsecutivePositions(0, 40, at::kCPU);
  const at::Tensor rotated = Rotary(Config(), {16, 40}).RotateQuery(q, positions);
  EXPECT_EQ(rotated.scalar_type(), at::kBFloat16);
  EXPECT_TRUE(TensorsBitEqual(rotated, Oracle(q, positions, 10000).to(at::kBFloat16)));
}

}  // namespace
}  // namespace ceteris
