#include "core/position/alibi.h"

#include <ATen/ops/tensor.h>

#include <cmath>

#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(AlibiTest, SlopesOfEightHeadsAreThePapers) {
  // Section 3: "for models with 8 heads, the slopes are the geometric sequence 1/2, 1/4, ..., 1/2^8", and 16 heads
  // interpolate them.
  for (int h = 0; h < 8; ++h) {
    EXPECT_DOUBLE_EQ(AlibiSlopes(8)[h], std::pow(0.5, h + 1));
    EXPECT_DOUBLE_EQ(AlibiSlopes(16)[2 * h + 1], std::pow(0.5, h + 1));
  }
  EXPECT_DOUBLE_EQ(AlibiSlopes(16)[0], std::sqrt(0.5));
  EXPECT_EQ(AlibiSlopes(1), std::vector<double>{std::pow(0.5, 8)});
}

// 12 heads: the 8 slopes of 8 heads, then those of 16 heads that lie between the first of them: 2^-0.5, 2^-1.5, ...
TEST(AlibiTest, OtherCountsTakeEverySecondSlopeOfTwiceAsMany) {
  for (const int64_t num_heads : {3, 5, 12, 20}) {
    const std::vector<double> slopes = AlibiSlopes(num_heads);
    ASSERT_EQ(slopes.size(), num_heads);
    const int64_t power = num_heads == 3 ? 2 : num_heads == 5 ? 4 : num_heads == 12 ? 8 : 16;
    for (int64_t h = 0; h < num_heads; ++h) {
      const double exponent = h < power ? 8.0 * (h + 1) / power : 4.0 * (2 * (h - power) + 1) / power;
      EXPECT_DOUBLE_EQ(slopes[h], std::exp2(-exponent)) << num_heads << " heads, head " << h;
    }
  }
}

TEST(AlibiTest, BiasFallsWithDistance) {
  const Alibi alibi(12, at::kDouble);
  const std::vector<double> slopes = AlibiSlopes(12);
  const at::Tensor explicit_q = at::tensor({4, 9, 1, 1}, at::kLong).view({2, 2});
  for (const at::Tensor& q_positions : {ConsecutivePositions(3, 2, at::kCPU), explicit_q}) {
    const at::Tensor k_positions = ConsecutivePositions(0, 6, at::kCPU),
                     bias = alibi.ScoreBias(q_positions, k_positions);
    ASSERT_EQ(bias.sizes(), at::IntArrayRef({q_positions.size(0), 12, 2, 6}));
    for (int64_t b = 0; b < q_positions.size(0); ++b) {
      for (int64_t h = 0; h < 12; ++h) {
        for (int64_t i = 0; i < 2; ++i) {
          for (int64_t j = 0; j < 6; ++j) {
            const double distance = std::abs(q_positions[b][i].item<double>() - static_cast<double>(j));
            EXPECT_DOUBLE_EQ(bias[b][h][i][j].item<double>(), -slopes[h] * distance);
          }
        }
      }
    }
  }
}

// In bfloat16 distances 300 and 301 would be one.
TEST(AlibiTest, Bfloat16ModelsGetASinglePrecisionBias) {
  const at::Tensor bias =
      Alibi(1, at::kBFloat16).ScoreBias(ConsecutivePositions(301, 1, at::kCPU), ConsecutivePositions(0, 2, at::kCPU));
  EXPECT_EQ(bias.scalar_type(), at::kFloat);
  EXPECT_FLOAT_EQ(bias[0][0][0][1].item<float>() - bias[0][0][0][0].item<float>(), 1.0 / 256);
}

}  // namespace
}  // namespace ceteris
