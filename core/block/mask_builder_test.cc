#include "core/block/mask_builder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <utility>
#include <vector>

#include "core/position/alibi.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Positions(int64_t start, int64_t length) { return ConsecutivePositions(start, length, at::kCPU); }

config::Attention Attention(const std::string& text = "full {}") {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

// What MakeAttentionMask() gives, every time anew.
at::Tensor Fresh(const PositionalScheme& scheme, const at::Tensor& q, const at::Tensor& k,
                 const at::Tensor& may_attend = {}) {
  return MakeAttentionMask(true, q, k, may_attend, scheme.ScoreBias(q, k)).score_bias;
}

TEST(MaskBuilderTest, KeepsTheMaskOfEqualPasses) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, Attention(), &alibi);
  const at::Tensor first = masks.Build(Positions(0, 5), Positions(0, 5), {}).score_bias;
  EXPECT_TRUE(masks.Build(Positions(0, 5), Positions(0, 5), {}).score_bias.is_same(first));
  EXPECT_TRUE(TensorsBitEqual(first, Fresh(alibi, Positions(0, 5), Positions(0, 5))));
}

// Each pass differs from the one before in one thing.
TEST(MaskBuilderTest, MakesAnotherMaskForAnotherPass) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, Attention(), &alibi);
  const at::Tensor given = Positions(0, 5) * 3;
  const std::vector<std::pair<at::Tensor, at::Tensor>> passes = {
      {Positions(3, 2), Positions(0, 5)}, {Positions(9, 2), Positions(0, 5)}, {Positions(9, 2), Positions(1, 5)},
      {Positions(9, 3), Positions(1, 5)}, {Positions(9, 3), Positions(1, 6)}, {given, given}};
  for (const auto& [q, k] : passes) EXPECT_TRUE(TensorsBitEqual(masks.Build(q, k, {}).score_bias, Fresh(alibi, q, k)));
}

TEST(MaskBuilderTest, NeverKeepsWhatWasHiddenForOneBatch) {
  const Alibi alibi(2, at::kFloat);
  const MaskBuilder masks(true, Attention(), &alibi);
  const at::Tensor p = Positions(0, 5), may_attend = at::ones({2, 1, 1, 5}, at::kBool);
  may_attend.select(3, 0).zero_();
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, may_attend).score_bias, Fresh(alibi, p, p, may_attend)));
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, {}).score_bias, Fresh(alibi, p, p)));
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, may_attend).score_bias, Fresh(alibi, p, p, may_attend)));
}

TEST(MaskBuilderTest, LeavesCausalityToTheKernelWhereNothingElseActs) {
  const None none;
  const AttentionMask mask = MaskBuilder(true, Attention(), &none).Build(Positions(0, 5), Positions(0, 5), {});
  EXPECT_TRUE(mask.causal);
  EXPECT_FALSE(mask.score_bias.defined() || mask.may_attend.defined());
}

TEST(MaskBuilderTest, FoldsThePatternIntoTheMask) {
  const None none;
  const at::Tensor p = Positions(0, 6);
  const at::Tensor near = at::ones({1, 1, 6, 6}, at::kBool).tril().triu(-2);
  const MaskBuilder masks(true, Attention("sliding_window { window: 3 }"), &none);
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, {}).may_attend, near));
  const at::Tensor may_attend = at::ones({2, 1, 1, 6}, at::kBool);
  may_attend.select(3, 1).zero_();
  EXPECT_TRUE(TensorsBitEqual(masks.Build(p, p, may_attend).may_attend, near.logical_and(may_attend)));
  // The last token of a cache sees three.
  EXPECT_TRUE(TensorsBitEqual(masks.Build(Positions(5, 1), p, {}).may_attend, near.narrow(2, 5, 1)));
}

// Blocks for a long sequence within a window, with whole keys hidden at most; a mask otherwise.
TEST(MaskBuilderTest, CutsLongSequencesIntoBlocks) {
  const Alibi alibi(2, at::kFloat);
  const at::Tensor p = Positions(0, 200), whole_keys = at::ones({2, 1, 1, 200}, at::kBool);
  const auto blocked = [&](const std::string& text, const at::Tensor& q, const at::Tensor& may_attend) {
    const AttentionMask mask = MaskBuilder(true, Attention(text), &alibi).Build(q, p, may_attend);
    EXPECT_NE(mask.blocks != nullptr, mask.score_bias.defined());
    return mask.blocks != nullptr;
  };
  EXPECT_TRUE(blocked("sliding_window { window: 9 }", p, {}));
  EXPECT_TRUE(blocked("sliding_window { window: 9 }", p, whole_keys));
  EXPECT_FALSE(blocked("sliding_window { window: 9 }", p, at::ones({1, 1, 200, 200}, at::kBool)));
  EXPECT_FALSE(blocked("sliding_window { window: 9 }", Positions(199, 1), {})) << "a cache";
  EXPECT_FALSE(blocked("sliding_window { window: 100 }", p, {})) << "two blocks are the whole";
  EXPECT_FALSE(blocked("sliding_window { window: 9 } kernel: COMPOSED", p, {}));
  EXPECT_FALSE(blocked("global_local { window: 9 }", p, {}));
}

}  // namespace
}  // namespace ceteris
