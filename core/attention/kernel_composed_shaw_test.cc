// Shaw et al. 2018, eqs. (2) to (4), written as the loops that they are, held against the composed kernel with the
// scheme: clipping, grouped queries, padding, a cache, causal and not.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/position/consecutive_positions.h"
#include "core/position/shaw.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 2, kHeads = 4, kHeadDim = 6;

struct Case {
  std::string name;
  int64_t num_kv_heads, query_len, key_len, max_distance;
  bool causal, padded;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class KernelComposedShawTest : public testing::TestWithParam<Case> {
 protected:
  KernelComposedShawTest() {
    const Case& c = GetParam();
    config::Shaw config;
    config.set_max_distance(c.max_distance);
    PositionContext context{kHeads * kHeadDim, kHeadDim, kHeads, 32, c.causal};
    context.num_layers = 2;
    const Scope scope(&parameters_, 1, at::TensorOptions().dtype(at::kDouble));
    shaw_ = std::make_unique<Shaw>(config, context, Normal(0.7), scope.Child("decoder"));
    visible_ = at::ones({kBatch, c.query_len, c.key_len}, at::kBool);
    if (c.padded) {
      visible_[1].narrow(1, 0, 3).zero_();   // keys
      visible_[0][c.query_len - 1].zero_();  // a query that sees nothing
    }
    if (c.causal) visible_ = visible_.tril(c.key_len - c.query_len);
  }

  at::Tensor table(const std::string& name) const {
    return parameters_.FindOne("decoder.1.attention.position." + name)->tensor.detach();
  }

  at::Tensor Oracle() const {
    const Case& c = GetParam();
    const at::Tensor keys = table("key"), values = table("value"), out = at::zeros(q_.sizes(), at::kDouble);
    for (int64_t b = 0; b < kBatch; ++b) {
      for (int64_t h = 0; h < kHeads; ++h) {
        const int64_t g = h / (kHeads / c.num_kv_heads);
        for (int64_t i = 0; i < c.query_len; ++i) MixOne(b, h, g, i, keys, values, out);
      }
    }
    return out;
  }

  void MixOne(int64_t b, int64_t h, int64_t g, int64_t i, const at::Tensor& keys, const at::Tensor& values,
              const at::Tensor& out) const {
    const Case& c = GetParam();
    std::vector<double> weight(c.key_len, 0.0);
    double total = 0;
    const auto row = [&](int64_t j) {
      const int64_t offset = j - (c.key_len - c.query_len + i);
      return std::clamp<int64_t>(offset, -c.max_distance, c.causal ? 0 : c.max_distance) + c.max_distance;
    };
    for (int64_t j = 0; j < c.key_len; ++j) {
      if (!visible_[b][i][j].item<bool>()) continue;
      const double score = (q_[b][h][i] * (k_[b][g][j] + keys[row(j)])).sum().item<double>();
      weight[j] = std::exp(score / std::sqrt(static_cast<double>(kHeadDim)));
      total += weight[j];
    }
    for (int64_t j = 0; j < c.key_len && total > 0; ++j)
      out[b][h][i] += weight[j] / total * (v_[b][g][j] + values[row(j)]);
  }

  ParameterSet parameters_;
  std::unique_ptr<Shaw> shaw_;
  at::Tensor visible_;
  at::Tensor q_ = NamedNoise("q", {kBatch, kHeads, GetParam().query_len, kHeadDim}, at::kDouble);
  at::Tensor k_ = NamedNoise("k", {kBatch, GetParam().num_kv_heads, GetParam().key_len, kHeadDim}, at::kDouble);
  at::Tensor v_ = NamedNoise("v", {kBatch, GetParam().num_kv_heads, GetParam().key_len, kHeadDim}, at::kDouble);
};

TEST_P(KernelComposedShawTest, AgreesWithTheEquationsInLoops) {
  const Case& c = GetParam();
  const at::Tensor consecutive_q = ConsecutivePositions(c.key_len - c.query_len, c.query_len, at::kCPU),
                   consecutive_k = ConsecutivePositions(0, c.key_len, at::kCPU);
  const at::Tensor may_attend = c.padded ? visible_.unsqueeze(1) : at::Tensor();
  for (const bool recognised : {true, false}) {
    const at::Tensor q_positions = recognised ? consecutive_q : consecutive_q.clone(),
                     k_positions = recognised ? consecutive_k : consecutive_k.clone();
    const AttentionMask mask = MakeAttentionMask(c.causal, q_positions, k_positions, may_attend, {});
    const at::Tensor mixed = AttendComposed(q_, k_, v_, mask, {shaw_.get(), nullptr, nullptr, /*layer=*/1});
    EXPECT_TRUE(TensorsNear(mixed, Oracle(), 1e-12)) << (recognised ? "recognised" : "given");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, KernelComposedShawTest,
    testing::Values(Case{"causal", 4, 7, 7, 2, true, false}, Case{"both_ways", 4, 7, 7, 2, false, false},
                    Case{"grouped", 2, 7, 7, 3, true, false}, Case{"multi_query", 1, 7, 7, 3, false, false},
                    Case{"cached", 2, 3, 9, 4, true, false}, Case{"one_new_token", 4, 1, 9, 4, true, false},
                    Case{"one_token", 4, 1, 1, 2, true, false}, Case{"unclipped", 4, 5, 5, 16, false, false},
                    Case{"padded", 2, 7, 7, 2, true, true}, Case{"padded_both_ways", 2, 7, 7, 2, false, true}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ceteris
