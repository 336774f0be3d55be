#include "core/position/learned_alibi.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <cstdlib>
#include <memory>

#include "core/position/alibi.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Built {
  Built(int64_t num_heads, at::ScalarType dtype) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    alibi = std::make_unique<LearnedAlibi>(num_heads, scope.Child("decoder").Child("position"));
  }
  const at::Tensor& slope() const { return parameters.FindOne("decoder.position.slope")->tensor; }
  ParameterSet parameters;
  std::unique_ptr<LearnedAlibi> alibi;
};

// What defines it: before the first step it is ALiBi, bit for bit.
TEST(LearnedAlibiTest, IsAlibiAtInitialisation) {
  const at::Tensor given = at::tensor({4, 9, 1, 1}, at::kLong).view({2, 2}), k = ConsecutivePositions(0, 700, at::kCPU);
  for (const int64_t num_heads : {1, 8, 12}) {
    for (const at::Tensor& q : {ConsecutivePositions(600, 100, at::kCPU), given}) {
      EXPECT_TRUE(TensorsBitEqual(Built(num_heads, at::kFloat).alibi->ScoreBias(q, k),
                                  Alibi(num_heads, at::kFloat).ScoreBias(q, k)))
          << num_heads;
    }
  }
  // 8 slopes are powers of two, which bfloat16 has too.
  const at::Tensor q = ConsecutivePositions(699, 1, at::kCPU), bias = Built(8, at::kBFloat16).alibi->ScoreBias(q, k);
  EXPECT_TRUE(TensorsBitEqual(bias, Alibi(8, at::kBFloat16).ScoreBias(q, k)));
  EXPECT_EQ(bias.scalar_type(), at::kFloat);
}

// d bias / d slope[h] is minus the distance.
TEST(LearnedAlibiTest, ASlopeLearnsFromEveryDistance) {
  const Built built(3, at::kDouble);
  const at::Tensor q = ConsecutivePositions(2, 5, at::kCPU), k = ConsecutivePositions(0, 7, at::kCPU),
                   w = NamedNoise("w", {1, 3, 5, 7}, at::kDouble);
  (built.alibi->ScoreBias(q, k) * w).sum().backward();
  for (int64_t h = 0; h < 3; ++h) {
    double expected = 0;
    for (int64_t i = 0; i < 5; ++i) {
      for (int64_t j = 0; j < 7; ++j)
        expected -= static_cast<double>(std::abs(2 + i - j)) * w[0][h][i][j].item<double>();
    }
    EXPECT_NEAR(built.slope().grad()[h].item<double>(), expected, 1e-12) << h;
  }
}

TEST(LearnedAlibiTest, TrainsOneNumberPerHeadWithoutDecay) {
  const Built built(5, at::kFloat);
  ASSERT_EQ(built.parameters.parameters().size(), 1u);
  EXPECT_EQ(built.slope().sizes(), at::IntArrayRef({5}));
  EXPECT_EQ(built.parameters.parameters()[0].decay, WeightDecay::kNoDecay);
  EXPECT_TRUE(built.alibi->score_bias_requires_grad());
}

}  // namespace
}  // namespace ceteris
