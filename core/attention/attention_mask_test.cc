#include "core/attention/attention_mask.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <limits>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Positions(int64_t start, int64_t length) { return ConsecutivePositions(start, length, at::kCPU); }

TEST(AttentionMaskTest, IsNothingWhereNothingIsHidden) {
  const AttentionMask mask = MakeAttentionMask(false, Positions(0, 3), Positions(0, 5), {}, {});
  EXPECT_FALSE(mask.causal || mask.may_attend.defined() || mask.score_bias.defined() || mask.may_hide_all);
}

TEST(AttentionMaskTest, LeavesPlainCausalityToTheKernel) {
  const AttentionMask mask = MakeAttentionMask(true, Positions(0, 5), Positions(0, 5), {}, {});
  EXPECT_TRUE(mask.causal);
  EXPECT_FALSE(mask.may_attend.defined() || mask.score_bias.defined());
}

TEST(AttentionMaskTest, HidesNothingFromALastToken) {
  const AttentionMask mask = MakeAttentionMask(true, Positions(4, 1), Positions(0, 5), {}, {});
  EXPECT_FALSE(mask.causal || mask.may_attend.defined());
}

// LibTorch's is_causal would hide keys 3 and 4 from query 1 of 2 after 3 cached ones.
TEST(AttentionMaskTest, AlignsCachedQueriesWithTheLastKeys) {
  const AttentionMask mask = MakeAttentionMask(true, Positions(3, 2), Positions(0, 5), {}, {});
  ASSERT_FALSE(mask.causal);
  for (int64_t i = 0; i < 2; ++i) {
    for (int64_t j = 0; j < 5; ++j) EXPECT_EQ(mask.may_attend[0][0][i][j].item<bool>(), j <= 3 + i) << i << " " << j;
  }
}

// Order in the sequence decides, not position numbers: the second document's positions start again.
TEST(AttentionMaskTest, PackedDocumentsNeverSeeLaterOnes) {
  const at::Tensor positions = at::zeros({1, 4}, at::kLong);
  const AttentionMask mask = MakeAttentionMask(true, positions, positions, at::ones({1, 1, 4, 4}, at::kBool), {});
  EXPECT_TRUE(TensorsBitEqual(mask.may_attend, at::ones({1, 1, 4, 4}, at::kBool).tril()));
}

TEST(AttentionMaskTest, FoldsEverythingIntoTheBias) {
  const at::Tensor bias = NamedNoise("bias", {1, 2, 3, 3}, at::kFloat);
  at::Tensor may_attend = at::ones({2, 1, 1, 3}, at::kBool);
  may_attend[1][0][0][0].fill_(false);
  const AttentionMask mask = MakeAttentionMask(true, Positions(0, 3), Positions(0, 3), may_attend, bias);
  EXPECT_FALSE(mask.causal || mask.may_attend.defined());
  EXPECT_TRUE(mask.may_hide_all);
  ASSERT_EQ(mask.score_bias.sizes(), at::IntArrayRef({2, 2, 3, 3}));
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t i = 0; i < 3; ++i) {
      for (int64_t j = 0; j < 3; ++j) {
        const bool visible = j <= i && !(b == 1 && j == 0);
        const float expected = visible ? bias[0][1][i][j].item<float>() : -std::numeric_limits<float>::infinity();
        EXPECT_EQ(mask.score_bias[b][1][i][j].item<float>(), expected);
      }
    }
  }
}

TEST(AttentionMaskTest, RefusesWrongShapes) {
  EXPECT_THROW(MakeAttentionMask(true, Positions(0, 5), Positions(0, 3), {}, {}), c10::Error);
  EXPECT_THROW(MakeAttentionMask(true, Positions(0, 3), Positions(0, 3), at::ones({3, 3}, at::kBool), {}), c10::Error);
  EXPECT_THROW(MakeAttentionMask(true, Positions(0, 3), Positions(0, 3), at::ones({1, 1, 3, 3}), {}), c10::Error);
  EXPECT_THROW(MakeAttentionMask(true, Positions(0, 3), Positions(0, 3), {}, at::ones({2, 3, 3})), c10::Error);
}

}  // namespace
}  // namespace ceteris
