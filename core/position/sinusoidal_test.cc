#include "core/position/sinusoidal.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// The paper's section 3.5, in loops. positions: [1 | batch, seq_len].
at::Tensor Oracle(const at::Tensor& positions, double theta, int64_t d_model) {
  const at::Tensor encoding = at::zeros({positions.size(0), positions.size(1), d_model}, at::kDouble);
  for (int64_t b = 0; b < positions.size(0); ++b) {
    for (int64_t t = 0; t < positions.size(1); ++t) {
      for (int64_t c = 0; c < d_model; ++c) {
        const double angle = positions[b][t].item<double>() /
                             std::pow(theta, 2.0 * static_cast<double>(c / 2) / static_cast<double>(d_model));
        encoding[b][t][c].fill_(c % 2 == 0 ? std::sin(angle) : std::cos(angle));
      }
    }
  }
  return encoding;
}

config::Sinusoidal Config(double theta) {
  config::Sinusoidal config;
  config.set_theta(theta);
  return config;
}

TEST(SinusoidalTest, AddsSinesAndCosinesOfThePaper) {
  for (const int64_t d_model : {1, 2, 7, 16}) {
    for (const double theta : {10000.0, 50.0}) {
      const Sinusoidal sinusoidal(Config(theta), d_model);
      const at::Tensor x = at::zeros({2, 300, d_model}, at::kDouble) + 0.25,
                       positions = ConsecutivePositions(11, 300, at::kCPU);
      EXPECT_TRUE(TensorsNear(sinusoidal.AddToEmbeddings(x, positions) - 0.25,
                              Oracle(positions, theta, d_model).expand({2, 300, d_model}), 1e-12));
    }
  }
}

TEST(SinusoidalTest, TakesPositionsOfEachSequence) {
  const at::Tensor positions = at::tensor({0, 0, 1, 900, 5, 5}, at::kLong).view({2, 3});
  const Sinusoidal sinusoidal(Config(10000), 6);
  EXPECT_TRUE(TensorsNear(sinusoidal.AddToEmbeddings(at::zeros({2, 3, 6}, at::kDouble), positions),
                          Oracle(positions, 10000, 6), 1e-12));
}

// Whether a longer evaluation ran before must not change a bit of training.
TEST(SinusoidalTest, RowsDoNotDependOnWhatWasAskedBefore) {
  const Sinusoidal fresh(Config(10000), 64), grown(Config(10000), 64);
  const at::Tensor x = at::zeros({1, 77, 64}, at::kFloat);
  grown.AddToEmbeddings(at::zeros({1, 1000, 64}, at::kFloat), ConsecutivePositions(0, 1000, at::kCPU));
  EXPECT_TRUE(TensorsBitEqual(fresh.AddToEmbeddings(x, ConsecutivePositions(0, 77, at::kCPU)),
                              grown.AddToEmbeddings(x, ConsecutivePositions(0, 77, at::kCPU))));
}

}  // namespace
}  // namespace ceteris
