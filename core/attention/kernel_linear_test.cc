// Linear attention against its equation in plain loops; sums in chunks against weights one by one.
#include "core/attention/kernel_linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "core/position/consecutive_positions.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Case {
  std::string name;
  int64_t query_len, key_len, num_kv_heads;
  bool causal, padded;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> Cases() {
  return {{"causal", 7, 7, 4, true, false},      {"one_token", 1, 1, 4, true, false},
          {"chunks", 150, 150, 2, true, false},  {"whole_chunks", 128, 128, 1, true, false},
          {"both_ways", 9, 9, 2, false, false},  {"cross_padded", 3, 9, 4, false, true},
          {"cached_one", 1, 9, 2, true, false},  {"cached_chunk", 3, 9, 4, true, false},
          {"causal_padded", 9, 9, 2, true, true}};
}

// The second sequence has 4 hidden keys in front.
struct Inputs {
  explicit Inputs(const Case& c, at::ScalarType dtype = at::kDouble)
      : heads{NamedNoise("q", {2, 4, c.query_len, 5}, dtype), NamedNoise("k", {2, c.num_kv_heads, c.key_len, 5}, dtype),
              NamedNoise("v", {2, c.num_kv_heads, c.key_len, 3}, dtype)},
        visible(at::ones({2, 1, c.query_len, c.key_len}, at::kBool)) {
    at::Tensor may_attend;
    if (c.causal) visible = visible.tril(c.key_len - c.query_len);
    if (c.padded) {
      may_attend = at::ones({2, 1, 1, c.key_len}, at::kBool);
      may_attend[1].narrow(-1, 0, 4).zero_();
      visible = visible.logical_and(may_attend);
    }
    mask = MakeAttentionMask(c.causal, ConsecutivePositions(c.key_len - c.query_len, c.query_len, at::kCPU),
                             ConsecutivePositions(0, c.key_len, at::kCPU), may_attend, {});
  }
  QueryKeyValue heads;
  at::Tensor visible;
  AttentionMask mask;
};

double Phi(double x) { return x > 0 ? x + 1 : std::exp(x); }

// Katharopoulos et al. 2020, eq. (4), read off the page.
at::Tensor Oracle(const Inputs& in) {
  const auto wide = [](const at::Tensor& x) { return x.detach().to(at::kDouble); };
  const at::Tensor q = wide(in.heads.q), k = wide(in.heads.k), v = wide(in.heads.v);
  const int64_t group = q.size(1) / k.size(1);
  const at::Tensor mixed = at::zeros({2, 4, q.size(2), 3}, at::kDouble);
  const auto Q = q.accessor<double, 4>(), K = k.accessor<double, 4>(), V = v.accessor<double, 4>();
  const auto visible = in.visible.accessor<bool, 4>();
  auto out = mixed.accessor<double, 4>();
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t h = 0; h < 4; ++h) {
      for (int64_t i = 0; i < q.size(2); ++i) {
        double total = 0, sums[3] = {0, 0, 0};
        for (int64_t j = 0; j < k.size(2); ++j) {
          if (!visible[b][0][i][j]) continue;
          double weight = 0;
          for (int64_t d = 0; d < 5; ++d) weight += Phi(Q[b][h][i][d]) * Phi(K[b][h / group][j][d]);
          total += weight;
          for (int64_t d = 0; d < 3; ++d) sums[d] += weight * V[b][h / group][j][d];
        }
        for (int64_t d = 0; d < 3 && total > 0; ++d) out[b][h][i][d] = sums[d] / total;
      }
    }
  }
  return mixed;
}

class KernelLinearTest : public testing::TestWithParam<Case> {};

TEST_P(KernelLinearTest, IsItsEquation) {
  const Inputs in(GetParam());
  EXPECT_TRUE(TensorsNear(AttendLinear(in.heads, in.mask), Oracle(in), 1e-12));
  EXPECT_TRUE(TensorsNear(AttendLinearComposed(in.heads, in.mask), Oracle(in), 1e-12));
}

TEST_P(KernelLinearTest, LowPrecisionIsWithinItsRounding) {
  for (const auto& [dtype, tolerance] : {std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 2e-2)}) {
    const Inputs in(GetParam(), dtype);
    const at::Tensor mixed = AttendLinear(in.heads, in.mask);
    EXPECT_EQ(mixed.scalar_type(), dtype);
    EXPECT_TRUE(TensorsNear(mixed, Oracle(in), tolerance)) << dtype;
  }
}

TEST_P(KernelLinearTest, GradientsMatchDifferences) {
  const Inputs in(GetParam());
  std::vector<CheckedTensor> checked = {{"v", in.heads.v}};
  if (GetParam().key_len > 1) {  // the weight of a single key is 1, whatever q and k are
    checked.push_back({"q", in.heads.q});
    checked.push_back({"k", in.heads.k});
  }
  for (const CheckedTensor& one : checked) at::Tensor(one.tensor).set_requires_grad(true);
  // 13 samples divide no length: with 8, all fall on first tokens, whose single weight is 1 whatever q is.
  EXPECT_TRUE(GradientsMatch([&] { return AttendLinear(in.heads, in.mask); }, checked, /*samples=*/13));
  EXPECT_TRUE(GradientsMatch([&] { return AttendLinearComposed(in.heads, in.mask); }, checked, /*samples=*/13));
}

TEST_P(KernelLinearTest, ProbabilitiesSumToOne) {
  const Inputs in(GetParam());
  const at::Tensor sums = LinearProbabilities(in.heads, in.mask).sum(-1);
  EXPECT_TRUE(TensorsNear(sums, in.visible.any(-1).expand(sums.sizes()), 1e-12)) << "0 where nothing is visible";
}

INSTANTIATE_TEST_SUITE_P(Shapes, KernelLinearTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(KernelLinearTest, ALaterTokenChangesNoBitOfAnEarlierOne) {
  const Inputs in({"", 150, 150, 4, true, false}, at::kFloat), changed({"", 150, 150, 4, true, false}, at::kFloat);
  for (const at::Tensor& part : {changed.heads.q, changed.heads.k, changed.heads.v}) part.narrow(2, 140, 10).fill_(3);
  EXPECT_TRUE(TensorsBitEqual(AttendLinear(in.heads, in.mask).narrow(2, 0, 140),
                              AttendLinear(changed.heads, changed.mask).narrow(2, 0, 140)));
}

TEST(KernelLinearTest, RowsThatSeeNothingHaveFiniteGradients) {
  const Inputs in({"", 9, 9, 2, true, true}, at::kFloat);
  for (at::Tensor leaf : {in.heads.q, in.heads.k, in.heads.v}) leaf.set_requires_grad(true);
  AttendLinear(in.heads, in.mask).sum().backward();
  for (const at::Tensor& leaf : {in.heads.q, in.heads.k, in.heads.v}) EXPECT_TRUE(AllFinite(leaf.grad()));
}

TEST(KernelLinearTest, RefusesAScoreBias) {
  Inputs in({"", 3, 3, 4, false, false});
  in.mask.score_bias = at::zeros({1, 4, 3, 3});
  EXPECT_THROW(AttendLinear(in.heads, in.mask), c10::Error);
}

}  // namespace
}  // namespace ceteris
