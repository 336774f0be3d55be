#include "core/position/tensor_to_tensor_sinusoidal.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// tensor2tensor's arithmetic in loops: timescales from 1 to max_timescale whose logarithms are evenly spaced.
at::Tensor Oracle(const at::Tensor& positions, double max_timescale, int64_t d_model) {
  const int64_t count = d_model / 2;
  const double increment = std::log(max_timescale) / static_cast<double>(count > 1 ? count - 1 : 1);
  const at::Tensor encoding = at::zeros({positions.size(0), positions.size(1), d_model}, at::kDouble);
  for (int64_t b = 0; b < positions.size(0); ++b) {
    for (int64_t t = 0; t < positions.size(1); ++t) {
      for (int64_t i = 0; i < count; ++i) {
        const double time = positions[b][t].item<double>() * std::exp(-increment * static_cast<double>(i));
        encoding[b][t][i].fill_(std::sin(time));
        encoding[b][t][count + i].fill_(std::cos(time));
      }
    }
  }
  return encoding;
}

TensorToTensorSinusoidal Scheme(double max_timescale, int64_t d_model) {
  config::TensorToTensorSinusoidal config;
  config.set_max_timescale(max_timescale);
  return TensorToTensorSinusoidal(config, d_model);
}

TEST(TensorToTensorSinusoidalTest, AddsSinesThenCosines) {
  for (const int64_t d_model : {2, 3, 4, 7, 16}) {
    for (const double max_timescale : {10000.0, 50.0}) {
      const at::Tensor x = at::zeros({2, 50, d_model}, at::kDouble) + 0.25,
                       packed = at::tensor({0, 9, 9, 700}, at::kLong);
      for (const at::Tensor& positions :
           {ConsecutivePositions(11, 50, at::kCPU), packed.repeat_interleave(25).view({2, 50})}) {
        const at::Tensor added = Scheme(max_timescale, d_model).AddToEmbeddings(x, positions) - 0.25;
        EXPECT_TRUE(TensorsNear(added, Oracle(positions, max_timescale, d_model).expand({2, 50, d_model}), 1e-12))
            << d_model;
      }
    }
  }
}

// What tells it from the paper's formula: at its largest timescale a position is exactly one radian.
TEST(TensorToTensorSinusoidalTest, WavelengthsEndAtTheLargest) {
  const at::Tensor x = at::zeros({1, 1, 8}, at::kDouble);
  const at::Tensor added = Scheme(1000, 8).AddToEmbeddings(x, ConsecutivePositions(1000, 1, at::kCPU));
  EXPECT_NEAR(added[0][0][3].item<double>(), std::sin(1.0), 1e-12);
  EXPECT_NEAR(added[0][0][7].item<double>(), std::cos(1.0), 1e-12);
  EXPECT_NEAR(added[0][0][0].item<double>(), std::sin(1000.0), 1e-12);
}

TEST(TensorToTensorSinusoidalTest, AnOddLastChannelHasNothingAdded) {
  const at::Tensor x = at::zeros({1, 3, 5}, at::kFloat) + 0.5;
  const at::Tensor y = Scheme(10000, 5).AddToEmbeddings(x, ConsecutivePositions(1, 3, at::kCPU));
  EXPECT_TRUE(TensorsBitEqual(y.select(2, 4), x.select(2, 4)));
}

}  // namespace
}  // namespace ceteris
