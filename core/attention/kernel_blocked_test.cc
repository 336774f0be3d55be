// Attention in blocks against the loop oracle under the mask of the whole sequence.
#include "core/attention/kernel_blocked.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/attention/kernel_fused.h"
#include "core/attention/local_window.h"
#include "core/position/alibi.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/testing/attention_oracle.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Case {
  std::string name;
  int64_t len, window;
  bool causal, padded, alibi;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> Cases() {
  return {{"causal", 150, 7, true, false, false},        {"both_ways", 150, 7, false, false, false},
          {"whole_blocks", 192, 64, true, false, false}, {"whole_blocks_both_ways", 192, 64, false, false, false},
          {"wide", 230, 70, true, false, true},          {"one_key", 131, 1, true, true, false},
          {"padded", 140, 9, true, true, false},         {"padded_both_ways_biased", 140, 9, false, true, true}};
}

struct Inputs {
  explicit Inputs(const Case& c)
      : heads{NamedNoise("q", {2, 4, c.len, 6}, at::kDouble), NamedNoise("k", {2, 2, c.len, 6}, at::kDouble),
              NamedNoise("v", {2, 2, c.len, 5}, at::kDouble)},
        alibi(4, at::kDouble),
        visible(WithinWindow(c.window, c.len, c.len, at::kCPU)) {
    at::Tensor may_attend;
    if (c.causal) visible = visible.tril();
    if (c.padded) {  // the second sequence has 75 hidden keys in front: its first block sees nothing
      may_attend = at::ones({2, 1, 1, c.len}, at::kBool);
      may_attend[1].narrow(-1, 0, 75).zero_();
      visible = visible.logical_and(may_attend);
    }
    const at::Tensor positions = ConsecutivePositions(0, c.len, at::kCPU);
    const PositionalScheme* scheme = &none;
    if (c.alibi) scheme = &alibi;
    bias = scheme->ScoreBias(positions, positions);
    whole = MakeAttentionMask(false, positions, positions, visible, bias);
    blocked = MakeBlockedMask({c.window, c.causal}, positions, may_attend, *scheme);
  }
  QueryKeyValue heads;
  Alibi alibi;
  None none;
  at::Tensor visible, bias;
  AttentionMask whole;
  BlockedMask blocked;
};

at::Tensor Fused(const QueryKeyValue& h, const AttentionMask& mask) { return AttendFused(h.q, h.k, h.v, mask); }
at::Tensor Composed(const QueryKeyValue& h, const AttentionMask& mask) {
  BetweenProducts between;
  between.soft_cap = 1.3;
  return AttendComposed(h.q, h.k, h.v, mask, between);
}

class KernelBlockedTest : public testing::TestWithParam<Case> {};

TEST_P(KernelBlockedTest, IsTheLoopOracle) {
  const Inputs in(GetParam());
  OracleInputs oracle{in.heads.q, in.heads.k, in.heads.v, in.visible, in.bias};
  EXPECT_TRUE(TensorsNear(AttendInBlocks(in.heads, in.blocked, Fused), AttentionOracle(oracle), 1e-12));
  oracle.soft_cap = 1.3;
  EXPECT_TRUE(TensorsNear(AttendInBlocks(in.heads, in.blocked, Composed), AttentionOracle(oracle), 1e-12));
}

TEST_P(KernelBlockedTest, GradientsAreThoseOfTheWhole) {
  const Inputs blocked(GetParam()), whole(GetParam());
  for (const Inputs* in : {&blocked, &whole}) {
    for (at::Tensor leaf : {in->heads.q, in->heads.k, in->heads.v}) leaf.set_requires_grad(true);
  }
  AttendInBlocks(blocked.heads, blocked.blocked, Fused).square().sum().backward();
  Fused(whole.heads, whole.whole).square().sum().backward();
  EXPECT_TRUE(TensorsNear(blocked.heads.q.grad(), whole.heads.q.grad(), 1e-11));
  EXPECT_TRUE(TensorsNear(blocked.heads.k.grad(), whole.heads.k.grad(), 1e-11));
  EXPECT_TRUE(TensorsNear(blocked.heads.v.grad(), whole.heads.v.grad(), 1e-11));
}

TEST_P(KernelBlockedTest, ProbabilitiesAreThoseOfTheWhole) {
  const Inputs in(GetParam());
  const auto probabilities = [](const QueryKeyValue& h, const AttentionMask& mask) {
    return AttentionProbabilities(h.q, h.k, mask, {});
  };
  EXPECT_TRUE(TensorsNear(ProbabilitiesInBlocks(in.heads, in.blocked, probabilities), probabilities(in.heads, in.whole),
                          1e-13));
}

INSTANTIATE_TEST_SUITE_P(Windows, KernelBlockedTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(BlockLayoutTest, CutsAndJoins) {
  const at::Tensor x = NamedNoise("x", {2, 150, 3}, at::kDouble);
  const BlockLayout causal = LayoutOf(7, true, 150), both = LayoutOf(80, false, 250);
  EXPECT_EQ(causal.num_blocks(), 3);
  EXPECT_EQ(causal.span(), 128);
  EXPECT_EQ(both.num_blocks(), 4);
  EXPECT_EQ(both.span(), 240);
  EXPECT_TRUE(TensorsBitEqual(FromQueryBlocks(IntoQueryBlocks(x, causal), causal), x));
  const at::Tensor keys = IntoKeyBlocks(x, causal);  // [2 * 3, 128, 3]: the block before, then its own
  EXPECT_TRUE(TensorsBitEqual(keys[4], x[1].narrow(0, 0, 128)));
  EXPECT_EQ(keys[3].narrow(0, 0, 64).abs().max().item<double>(), 0) << "nothing lies before the first";
  EXPECT_FALSE(BlocksPay(7, 128));
  EXPECT_TRUE(BlocksPay(7, 129));
  EXPECT_FALSE(BlocksPay(100, 200));
}

}  // namespace
}  // namespace ceteris
