// Both kernels against the loop oracle, and against each other in gradients.
#include <ATen/TensorOperators.h>
#include <ATen/ops/_fused_sdp_choice.h>
#include <ATen/ops/ones.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/attention/kernel_fused.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/attention_oracle.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kFlash = 1;  // SDPBackend.h

struct Case {
  std::string name;
  int64_t batch, num_heads, num_kv_heads, query_len, key_len, head_dim;
  bool causal, padded, biased;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> Cases() {
  return {
      {"plain", 2, 4, 4, 7, 7, 8, false, false, false},
      {"causal", 2, 4, 4, 7, 7, 8, true, false, false},
      {"one_token", 2, 4, 4, 1, 1, 8, true, false, false},
      {"one_head", 2, 1, 1, 5, 5, 8, true, false, false},
      {"one_channel", 2, 3, 3, 5, 5, 1, true, false, true},
      {"grouped", 2, 6, 2, 5, 5, 8, true, false, false},
      {"multi_query_biased", 2, 6, 1, 5, 5, 8, true, false, true},
      {"cross", 2, 4, 4, 3, 9, 8, false, false, false},
      {"cached_one", 2, 4, 2, 1, 9, 8, true, false, false},
      {"cached_chunk", 2, 4, 2, 3, 9, 8, true, false, false},
      {"cached_chunk_biased", 2, 4, 2, 3, 9, 8, true, false, true},
      {"left_padded", 3, 4, 4, 6, 6, 8, true, true, false},
      {"left_padded_biased", 3, 4, 2, 6, 6, 8, true, true, true},
      {"cross_padded", 3, 4, 4, 2, 6, 8, false, true, false},
      {"long", 1, 2, 2, 67, 67, 16, true, false, true},
  };
}

// The inputs of a case, its mask, and the same mask as the oracle reads it.
struct Inputs {
  explicit Inputs(const Case& c)
      : q(NamedNoise("q", {c.batch, c.num_heads, c.query_len, c.head_dim}, at::kDouble)),
        k(NamedNoise("k", {c.batch, c.num_kv_heads, c.key_len, c.head_dim}, at::kDouble)),
        v(NamedNoise("v", {c.batch, c.num_kv_heads, c.key_len, c.head_dim}, at::kDouble)) {
    at::Tensor may_attend;
    if (c.padded) {  // sequence b has b hidden keys in front: those of its padding see nothing at all
      may_attend = at::ones({c.batch, 1, 1, c.key_len}, at::kBool);
      for (int64_t b = 0; b < c.batch; ++b) may_attend[b].narrow(-1, 0, b).zero_();
    }
    if (c.biased) bias = NamedNoise("bias", {1, c.num_heads, c.query_len, c.key_len}, at::kDouble);
    visible = at::ones({1, 1, c.query_len, c.key_len}, at::kBool);
    if (c.causal) visible = visible.tril(c.key_len - c.query_len);
    if (c.padded) visible = visible.logical_and(may_attend);
    mask = MakeAttentionMask(c.causal, ConsecutivePositions(c.key_len - c.query_len, c.query_len, at::kCPU),
                             ConsecutivePositions(0, c.key_len, at::kCPU), may_attend, bias);
  }
  at::Tensor q, k, v, bias, visible;
  AttentionMask mask;
};

class KernelsTest : public testing::TestWithParam<Case> {};

TEST_P(KernelsTest, BothAgreeWithTheLoopOracle) {
  const Inputs in(GetParam());
  const at::Tensor oracle = AttentionOracle({in.q, in.k, in.v, in.visible, in.bias});
  EXPECT_TRUE(TensorsNear(AttendFused(in.q, in.k, in.v, in.mask), oracle, 1e-12));
  EXPECT_TRUE(TensorsNear(AttendComposed(in.q, in.k, in.v, in.mask, {}), oracle, 1e-12));
}

TEST_P(KernelsTest, SinglePrecisionAndBfloat16AreWithinTheirRounding) {
  const Inputs in(GetParam());
  for (const auto& [dtype, tolerance] : {std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 4e-2)}) {
    AttentionMask mask = in.mask;
    if (mask.score_bias.defined()) mask.score_bias = mask.score_bias.to(at::kFloat);
    const at::Tensor q = in.q.to(dtype), k = in.k.to(dtype), v = in.v.to(dtype);
    const at::Tensor oracle = AttentionOracle({q, k, v, in.visible, in.bias});
    for (const at::Tensor& mixed : {AttendFused(q, k, v, mask), AttendComposed(q, k, v, mask, {})}) {
      EXPECT_EQ(mixed.scalar_type(), dtype);
      EXPECT_TRUE(TensorsNear(mixed, oracle, tolerance)) << dtype;
    }
  }
}

// Of both kernels, also through rows that see nothing: NaN there would spoil every gradient of a padded batch.
TEST_P(KernelsTest, GradientsAgreeAndAreFinite) {
  const Inputs in(GetParam());
  std::vector<at::Tensor> gradients;
  for (const bool fused : {true, false}) {
    const at::Tensor q = in.q.clone().set_requires_grad(true), k = in.k.clone().set_requires_grad(true),
                     v = in.v.clone().set_requires_grad(true);
    const at::Tensor mixed = fused ? AttendFused(q, k, v, in.mask) : AttendComposed(q, k, v, in.mask, {});
    (mixed * NamedNoise("w", mixed.sizes(), at::kDouble)).sum().backward();
    for (const at::Tensor& leaf : {q, k, v}) gradients.push_back(leaf.grad());
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(AllFinite(gradients[i]));
    EXPECT_TRUE(TensorsNear(gradients[i], gradients[i + 3], 1e-11)) << "qkv"[i];
  }
}

// A mask that sends LibTorch to its unfused path would be slow and say nothing.
TEST_P(KernelsTest, TheFusedKernelIsFused) {
  const Inputs in(GetParam());
  const at::Tensor folded = in.mask.score_bias.defined() ? in.mask.score_bias : in.mask.may_attend;
  const std::optional<at::Tensor> attn_mask = folded.defined() ? std::optional<at::Tensor>(folded) : std::nullopt;
  EXPECT_EQ(at::_fused_sdp_choice(in.q, in.k, in.v, attn_mask, 0.0, in.mask.causal, {}, in.q.size(1) != in.k.size(1)),
            kFlash);
}

INSTANTIATE_TEST_SUITE_P(Shapes, KernelsTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

// Heads as a layer makes them: slices of one packed product, not contiguous.
TEST(KernelsTest, TakeHeadsThatAreViews) {
  const at::Tensor packed = NamedNoise("packed", {2, 5, 6 * 8}, at::kDouble).view({2, 5, 6, 8}).transpose(1, 2);
  const at::Tensor q = packed.narrow(1, 0, 4), k = packed.narrow(1, 4, 1), v = packed.narrow(1, 5, 1);
  const at::Tensor positions = ConsecutivePositions(0, 5, at::kCPU);
  const AttentionMask mask = MakeAttentionMask(false, positions, positions, {}, {});
  const at::Tensor oracle = AttentionOracle({q, k, v});
  EXPECT_TRUE(TensorsNear(AttendFused(q, k, v, mask), oracle, 1e-12));
  EXPECT_TRUE(TensorsNear(AttendComposed(q, k, v, mask, {}), oracle, 1e-12));
}

// Adds a key's position to its scores before they are divided: a bias of position / sqrt(head_dim).
class AddsPositions final : public PositionalScheme {
 public:
  at::Tensor AdjustScores(const at::Tensor& scores, const at::Tensor&, const at::Tensor&,
                          const ScorePlace& place) const override {
    return scores + place.k_positions.unsqueeze(1).unsqueeze(1);
  }
  bool adjusts_scores() const override { return true; }
};

// Gives every key's value one more part: its position times the layer, in all channels.
class AddsToValues final : public PositionalScheme {
 public:
  at::Tensor AddToMixed(const at::Tensor& mixed, const at::Tensor& probabilities,
                        const ScorePlace& place) const override {
    const at::Tensor positions = place.k_positions.unsqueeze(1).unsqueeze(1);  // [1 | batch, 1, 1, key_len]
    return mixed + (probabilities * positions).sum(-1, /*keepdim=*/true) * place.layer;
  }
  bool adds_to_mixed() const override { return true; }
};

TEST(KernelComposedTest, LetsASchemeAdjustScoresBeforeTheScale) {
  const Inputs in({"", 2, 4, 2, 5, 5, 16, true, false, true});
  const AddsPositions adds;
  const at::Tensor bias = in.bias + ConsecutivePositions(0, 5, at::kCPU) / 4.0;
  const at::Tensor oracle = AttentionOracle({in.q, in.k, in.v, in.visible, bias});
  EXPECT_TRUE(TensorsNear(AttendComposed(in.q, in.k, in.v, in.mask, {&adds, nullptr, nullptr}), oracle, 1e-12));
}

TEST(KernelComposedTest, LetsASchemeAddToWhatIsMixed) {
  const Inputs in({"", 2, 4, 2, 5, 5, 16, true, false, true});
  const AddsToValues adds;
  const at::Tensor positions = ConsecutivePositions(0, 5, at::kCPU).squeeze(0).unsqueeze(1);  // [key_len, 1]
  const at::Tensor oracle = AttentionOracle({in.q, in.k, in.v + 3.0 * positions, in.visible, in.bias});
  EXPECT_TRUE(TensorsNear(AttendComposed(in.q, in.k, in.v, in.mask, {&adds, nullptr, nullptr, 3}), oracle, 1e-12));
}

TEST(KernelComposedTest, TrainsAScoreBias) {
  const Inputs in({"", 2, 4, 4, 5, 5, 8, true, false, true});
  const at::Tensor bias = in.bias.clone().set_requires_grad(true);
  const AttentionMask mask = MakeAttentionMask(true, in.mask.q_positions, in.mask.k_positions, {}, bias);
  EXPECT_THROW(AttendFused(in.q, in.k, in.v, mask), c10::Error);
  AttendComposed(in.q, in.k, in.v, mask, {}).sum().backward();
  EXPECT_TRUE(AllFinite(bias.grad()));
  EXPECT_GT(bias.grad().abs().sum().item<double>(), 0.1);
  EXPECT_EQ(bias.grad().triu(1).abs().sum().item<double>(), 0) << "a hidden key has no gradient";
}

}  // namespace
}  // namespace ceteris
