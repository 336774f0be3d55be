// What a config changes about scores and weights, in each kernel that takes it, against the loop oracle.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/attention/kernel_cpu.h"
#include "core/attention/kernel_fused.h"
#include "core/position/consecutive_positions.h"
#include "core/tensor/cpu_kernels.h"
#include "core/testing/attention_oracle.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Case {
  std::string name;
  int64_t head_dim, value_head_dim;
  double scale, soft_cap;
  bool sink, padded, biased;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> Cases() {
  return {{"plain", 8, 8, 0, 0, false, false, false},        {"wide_values", 6, 10, 0, 0, false, false, false},
          {"narrow_values", 10, 3, 0, 0, false, true, true}, {"scale_one", 8, 8, 1, 0, false, false, true},
          {"capped", 8, 8, 0, 1.5, false, false, false},     {"capped_biased_padded", 8, 8, 0, 0.7, false, true, true},
          {"sink", 8, 8, 0, 0, true, false, false},          {"sink_biased_padded", 8, 4, 0.3, 0, true, true, true},
          {"everything", 5, 7, 0.9, 2.5, true, true, true},  {"one_channel", 1, 2, 2, 0, false, false, false}};
}

// Sequence b has b hidden keys in front, so that those of its padding see nothing at all.
struct Inputs {
  explicit Inputs(const Case& c, at::ScalarType dtype = at::kDouble)
      : q(NamedNoise("q", {3, 4, 6, c.head_dim}, at::kFloat).to(dtype)),
        k(NamedNoise("k", {3, 2, 6, c.head_dim}, at::kFloat).to(dtype)),
        v(NamedNoise("v", {3, 2, 6, c.value_head_dim}, at::kFloat).to(dtype)),
        visible(at::ones({1, 1, 6, 6}, at::kBool).tril()) {
    at::Tensor may_attend;
    if (c.padded) {
      may_attend = at::ones({3, 1, 1, 6}, at::kBool);
      for (int64_t b = 0; b < 3; ++b) may_attend[b].narrow(-1, 0, b).zero_();
      visible = visible.logical_and(may_attend);
    }
    if (c.biased) bias = NamedNoise("bias", {1, 4, 6, 6}, at::kFloat).to(dtype == at::kDouble ? dtype : at::kFloat);
    if (c.sink) sink = NamedNoise("sink", {4}, at::kFloat).to(dtype);
    const at::Tensor positions = ConsecutivePositions(0, 6, at::kCPU);
    mask = MakeAttentionMask(true, positions, positions, may_attend, bias);
    between.scale = c.scale;
    between.soft_cap = c.soft_cap;
    between.sink = sink;
  }
  at::Tensor Oracle(const Case& c) const {
    return AttentionOracle({q, k, v, visible, bias, c.scale, c.soft_cap, sink});
  }
  at::Tensor q, k, v, bias, sink, visible;
  AttentionMask mask;
  BetweenProducts between;
};

class ScoredKernelsTest : public testing::TestWithParam<Case> {};

TEST_P(ScoredKernelsTest, EachKernelAgreesWithTheLoopOracle) {
  const Case& c = GetParam();
  const Inputs in(c), single(c, at::kFloat);
  const at::Tensor oracle = in.Oracle(c);
  EXPECT_TRUE(TensorsNear(AttendComposed(in.q, in.k, in.v, in.mask, in.between), oracle, 1e-12));
  if (c.soft_cap > 0 || c.sink) return;
  EXPECT_TRUE(TensorsNear(AttendFused(in.q, in.k, in.v, in.mask, c.scale), oracle, 1e-12));
  if (!AttentionFitsCpuKernels(single.q, single.k, single.mask)) return;
  EXPECT_TRUE(TensorsNear(AttendOnCpuKernels(single.q, single.k, single.v, single.mask, c.scale), oracle, 1e-5));
}

TEST_P(ScoredKernelsTest, LowPrecisionIsWithinItsRounding) {
  for (const auto& [dtype, tolerance] : {std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 4e-2)}) {
    const Inputs in(GetParam(), dtype);
    const at::Tensor mixed = AttendComposed(in.q, in.k, in.v, in.mask, in.between);
    EXPECT_EQ(mixed.scalar_type(), dtype);
    EXPECT_TRUE(TensorsNear(mixed, in.Oracle(GetParam()), tolerance)) << dtype;
  }
}

TEST_P(ScoredKernelsTest, GradientsMatchDifferencesAndEachOther) {
  const Case& c = GetParam();
  const Inputs in(c);
  std::vector<CheckedTensor> checked = {{"q", in.q}, {"k", in.k}, {"v", in.v}};
  if (c.sink) checked.push_back({"sink", in.sink});
  for (const CheckedTensor& one : checked) at::Tensor(one.tensor).set_requires_grad(true);
  EXPECT_TRUE(GradientsMatch([&] { return AttendComposed(in.q, in.k, in.v, in.mask, in.between); }, checked));
  if (c.soft_cap > 0 || c.sink) return;
  EXPECT_TRUE(GradientsMatch([&] { return AttendFused(in.q, in.k, in.v, in.mask, c.scale); }, checked));
  const Inputs single(c, at::kFloat), exact(c);
  for (const Inputs* inputs : {&single, &exact}) {
    for (at::Tensor leaf : {inputs->q, inputs->k, inputs->v}) leaf.set_requires_grad(true);
  }
  if (!AttentionFitsCpuKernels(single.q, single.k, single.mask)) return;
  AttendOnCpuKernels(single.q, single.k, single.v, single.mask, c.scale).square().sum().backward();
  AttendFused(exact.q, exact.k, exact.v, exact.mask, c.scale).square().sum().backward();
  EXPECT_TRUE(TensorsNear(single.q.grad(), exact.q.grad(), 1e-4));
  EXPECT_TRUE(TensorsNear(single.k.grad(), exact.k.grad(), 1e-4));
  EXPECT_TRUE(TensorsNear(single.v.grad(), exact.v.grad(), 1e-4));
}

INSTANTIATE_TEST_SUITE_P(Scores, ScoredKernelsTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

// Weights sum to 1 without a sink, to less with one, to 0 where nothing is visible; a cap is a cap.
TEST(AttentionProbabilitiesTest, SumAsTheyShould) {
  const Inputs plain({"", 8, 8, 0, 0, false, true, false}), sunk({"", 8, 8, 0, 0, true, true, false});
  const at::Tensor sums = AttentionProbabilities(plain.q, plain.k, plain.mask, plain.between).sum(-1);
  const at::Tensor with_sink = AttentionProbabilities(sunk.q, sunk.k, sunk.mask, sunk.between).sum(-1);
  EXPECT_TRUE(TensorsNear(sums.select(0, 0), at::ones({4, 6}), 1e-12));
  EXPECT_EQ(sums[2][0][0].item<double>(), 0) << "padding sees nothing";
  EXPECT_EQ(with_sink[2][0][0].item<double>(), 0);
  EXPECT_LT(with_sink.max().item<double>(), 1);
}

}  // namespace
}  // namespace ceteris
