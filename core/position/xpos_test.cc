#include "core/position/xpos.h"

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

config::Xpos Config(double scale_base = 512) {
  config::Xpos config;
  config.set_scale_base(scale_base);
  return config;
}

// Algorithm 1, with channel pairs as complex numbers: times e^(i angle) zeta^(direction (p - middle) / scale_base).
at::Tensor Oracle(const at::Tensor& heads, const at::Tensor& positions, double middle, double scale_base,
                  int direction) {
  const at::Tensor in = heads.to(at::kDouble).contiguous(), out = at::zeros(heads.sizes(), at::kDouble);
  const at::Tensor all_positions = positions.expand({heads.size(0), heads.size(2)});
  const auto x = in.accessor<double, 4>();
  auto y = out.accessor<double, 4>();
  const int64_t half = heads.size(3) / 2;
  for (int64_t b = 0; b < heads.size(0); ++b) {
    for (int64_t h = 0; h < heads.size(1); ++h) {
      for (int64_t t = 0; t < heads.size(2); ++t) {
        for (int64_t i = 0; i < half; ++i) {
          const double p = all_positions[b][t].item<double>(),
                       share = static_cast<double>(i) / static_cast<double>(half);
          const double zeta = (share + 0.4) / 1.4;
          const double length = std::pow(zeta, direction * (p - middle) / scale_base);
          const std::complex<double> turned = std::complex<double>(x[b][h][t][i], x[b][h][t][i + half]) *
                                              std::polar(length, p * std::pow(10000, -share));
          y[b][h][t][i] = turned.real();
          y[b][h][t][i + half] = turned.imag();
        }
      }
    }
  }
  return out;
}

TEST(XposTest, TurnsAndScalesEachPair) {
  for (const int64_t head_dim : {2, 6, 16}) {
    for (const double scale_base : {512.0, 20.0}) {
      const Xpos xpos(Config(scale_base), {head_dim, /*seq_len=*/31});
      const at::Tensor q = NamedNoise("q", {2, 3, 40, head_dim}, at::kDouble);
      for (const at::Tensor& positions :
           {ConsecutivePositions(5, 40, at::kCPU), ConsecutivePositions(0, 80, at::kCPU).view({2, 40}) * 2}) {
        EXPECT_TRUE(TensorsNear(xpos.RotateQuery(q, positions), Oracle(q, positions, 15, scale_base, 1), 1e-11));
        EXPECT_TRUE(TensorsNear(xpos.RotateKey(q, positions), Oracle(q, positions, 15, scale_base, -1), 1e-11));
      }
    }
  }
}

double Score(const Xpos& xpos, const at::Tensor& q, const at::Tensor& k, int64_t m, int64_t n) {
  return (xpos.RotateQuery(q, ConsecutivePositions(m, 1, at::kCPU)) *
          xpos.RotateKey(k, ConsecutivePositions(n, 1, at::kCPU)))
      .sum()
      .item<double>();
}

TEST(XposTest, ScoreDependsOnlyOnDistance) {
  const at::Tensor q = NamedNoise("q", {1, 1, 1, 16}, at::kDouble), k = NamedNoise("k", {1, 1, 1, 16}, at::kDouble);
  const Xpos xpos(Config(), {16, 128}), trained_longer(Config(), {16, 4096});
  EXPECT_NEAR(Score(xpos, q, k, 5, 2), Score(xpos, q, k, 1003, 1000), 1e-11);
  EXPECT_NEAR(Score(xpos, q, k, 5, 2), Score(trained_longer, q, k, 5, 2), 1e-11) << "the middle is no part of a score";
  EXPECT_NEAR(Score(xpos, q, k, 900, 900), (q * k).sum().item<double>(), 1e-11);
  EXPECT_GT(std::abs(Score(xpos, q, k, 5, 2) - Score(xpos, q, k, 6, 2)), 1e-3);
}

// The envelope over full turns of the fastest pair: smaller with every distance, and by its own base at scale_base.
TEST(XposTest, ScoresDecayWithDistance) {
  const at::Tensor q = at::tensor({1.0, 0.0}, at::kDouble).view({1, 1, 1, 2});
  const Xpos xpos(Config(100), {2, 64});
  for (const int64_t distance : {0, 1, 50, 100, 400}) {
    const double score = Score(xpos, q, q, 500, 500 - distance), angle = static_cast<double>(distance);
    EXPECT_NEAR(score, std::cos(angle) * std::pow(0.4 / 1.4, angle / 100), 1e-12) << distance;
  }
}

TEST(XposTest, StaysFiniteInSinglePrecisionToItsLastPosition) {
  const Xpos xpos(Config(2), {8, 64});
  const int64_t last = xpos.max_positions() - 1;
  EXPECT_EQ(last, 32 + 120);
  const at::Tensor ones = NamedNoise("x", {1, 1, 1, 8}, at::kFloat);
  for (const int64_t p : {int64_t{0}, last}) {
    const at::Tensor q = xpos.RotateQuery(ones, ConsecutivePositions(p, 1, at::kCPU)),
                     k = xpos.RotateKey(ones, ConsecutivePositions(p, 1, at::kCPU));
    EXPECT_TRUE(AllFinite(q) && AllFinite(k));
    EXPECT_TRUE(TensorsNear((q * k).sum(), (ones * ones).sum(), 1e-5)) << p;
  }
}

TEST(XposTest, RefusesAnOddHeadDim) { EXPECT_THROW(Xpos(Config(), {5, 64}), c10::Error); }

TEST(XposTest, ComputesBfloat16InSinglePrecision) {
  const at::Tensor q = NamedNoise("q", {2, 3, 40, 16}, at::kBFloat16),
                   positions = ConsecutivePositions(0, 40, at::kCPU);
  const at::Tensor scaled = Xpos(Config(), {16, 64}).RotateKey(q, positions);
  EXPECT_EQ(scaled.scalar_type(), at::kBFloat16);
  EXPECT_TRUE(TensorsNear(scaled, Oracle(q, positions, 32, 512, -1), 8e-3));
}

}  // namespace
}  // namespace ceteris
