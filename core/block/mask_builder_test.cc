#include "core/block/mask_builder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <utility>
#include <vector>

#include "core/position/alibi.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Positions(int64_t start, int64_t length) { return ConsecutivePositions(start, length, at::kCPU); }

// What MakeAttentionMask() gives, every time anew.
at::Tensor Fresh(const PositionalScheme& scheme, const at::Tensor& q, const at::Tensor& k,
                 const at::Tensor& may_attend = {}) {
  return MakeAttentionMask(true, q, k, may_attend, scheme.ScoreBias(q, k)).score_bias;
}

TEST(MaskBuilderTest, KeepsTheMaskOfEqualPasses) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, &alibi);
  const at::Tensor first = masks.Build(Positions(0, 5), Positions(0, 5), {}).score_bias;
  EXPECT_TRUE(masks.Build(Positions(0, 5), Positions(0, 5), {}).score_bias.is_same(first));
  EXPECT_TRUE(TensorsBitEqual(first, Fresh(alibi, Positions(0, 5), Positions(0, 5))));
}

// Each pass differs from the one before in one thing.
TEST(MaskBuilderTest, MakesAnotherMaskForAnotherPass) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, &alibi);
  const at::Tensor given = Positions(0, 5) * 3;
  const std::vector<std::pair<at::Tensor, at::Tensor>> passes = {
      {Positions(3, 2), Positions(0, 5)}, {Positions(9, 2), Positions(0, 5)}, {Positions(9, 2), Positions(1, 5)},
      {Positions(9, 3), Positions(1, 5)}, {Positions(9, 3), Positions(1, 6)}, {given, given}};
  for (const auto& [q, k] : passes) EXPECT_TRUE(TensorsBitEqual(masks.Build(q, k, {}).score_bias, Fresh(alibi, q, k)));
}

TEST(MaskBuilderTest, NeverKeepsWhatWasHiddenForOneBatch) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, &alibi);
  const at::Tensor p = Positions(0, 5), may_attend = at::ones({2, 1, 1, 5}, at::kBool);
  may_attend.select(3, 0).zero_();
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, may_attend).score_bias, Fresh(alibi, p, p, may_attend)));
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, {}).score_bias, Fresh(alibi, p, p)));
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, may_attend).score_bias, Fresh(alibi, p, p, may_attend)));
}

TEST(MaskBuilderTest, LeavesCausalityToTheKernelWhereNothingElseActs) {
  const None none;
  const AttentionMask mask = MaskBuilder(true, &none).Build(Positions(0, 5), Positions(0, 5), {});
  EXPECT_TRUE(mask.causal);
  EXPECT_FALSE(mask.score_bias.defined() || mask.may_attend.defined());
}

}  // namespace
}  // namespace ceteris
