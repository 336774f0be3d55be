// The equations with softmax, masks and caches around them: core/attention/kernel_composed_shaw_test.cc.
#include "core/position/shaw.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <memory>
#include <string>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(bool causal, int64_t value_head_dim = 0) {
    config::Shaw config;
    config.set_max_distance(3);
    PositionContext context{24, 6, 4, 32, causal};
    context.num_layers = 2;
    context.value_head_dim = value_head_dim;
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble));
    shaw = std::make_unique<Shaw>(config, context, Normal(0.5), scope.Child("decoder"));
  }
  const at::Tensor& table(const std::string& name) const { return parameters.FindOne("decoder." + name)->tensor; }
  ParameterSet parameters;
  std::unique_ptr<Shaw> shaw;
};

TEST(ShawTest, HasTwoTablesPerLayerForAllItsHeads) {
  const Built decoder(true), encoder(false, /*value_head_dim=*/5);
  EXPECT_EQ(decoder.parameters.parameters().size(), 4u);
  EXPECT_EQ(decoder.table("0.attention.position.key").sizes(), at::IntArrayRef({4, 6}));
  EXPECT_EQ(decoder.table("1.attention.position.value").sizes(), at::IntArrayRef({4, 6}));
  EXPECT_EQ(encoder.table("1.attention.position.key").sizes(), at::IntArrayRef({7, 6}));
  EXPECT_EQ(encoder.table("0.attention.position.value").sizes(), at::IntArrayRef({7, 5}));
  for (const Parameter& parameter : decoder.parameters.parameters())
    EXPECT_EQ(parameter.decay, WeightDecay::kNoDecay) << parameter.name;
}

// Equation (4) without the content: q_i key[clip(j - i)], in loops.
TEST(ShawTest, AddsTheScoreOfEachQueryWithTheVectorOfTheDistance) {
  for (const bool causal : {true, false}) {
    const Built built(causal);
    const at::Tensor q = NamedNoise("q", {2, 4, 3, 6}, at::kDouble), k = NamedNoise("k", {2, 2, 9, 6}, at::kDouble),
                     scores = NamedNoise("s", {2, 4, 3, 9}, at::kDouble);
    const at::Tensor q_positions = ConsecutivePositions(6, 3, at::kCPU),
                     k_positions = ConsecutivePositions(0, 9, at::kCPU);
    for (const int layer : {0, 1}) {
      const at::Tensor table = built.table(std::to_string(layer) + ".attention.position.key"),
                       expected = scores.clone();
      for (int64_t h = 0; h < 4; ++h) {
        for (int64_t i = 0; i < 3; ++i) {
          for (int64_t j = 0; j < 9; ++j) {
            const int64_t offset = std::clamp<int64_t>(j - (6 + i), -3, causal ? 0 : 3);
            for (int64_t b = 0; b < 2; ++b) expected[b][h][i][j] += (q[b][h][i] * table[offset + 3].detach()).sum();
          }
        }
      }
      const at::Tensor got = built.shaw->AdjustScores(scores, q, k, {q_positions, k_positions, layer});
      EXPECT_TRUE(TensorsNear(got, expected, 1e-13)) << "layer " << layer << " causal " << causal;
    }
  }
}

// Equation (3) without the content: sum_j p_ij value[clip(j - i)], in loops; a query that sees no key gets nothing.
TEST(ShawTest, AddsTheVectorOfEachDistanceByItsProbability) {
  for (const bool causal : {true, false}) {
    const Built built(causal, /*value_head_dim=*/5);
    const at::Tensor p = NamedNoise("p", {2, 4, 3, 9}, at::kDouble).abs(),
                     mixed = NamedNoise("m", {2, 4, 3, 5}, at::kDouble);
    p.select(2, 1).zero_();
    const at::Tensor q_positions = ConsecutivePositions(6, 3, at::kCPU),
                     k_positions = ConsecutivePositions(0, 9, at::kCPU);
    const at::Tensor table = built.table("1.attention.position.value").detach(), expected = mixed.clone();
    for (int64_t b = 0; b < 2; ++b) {
      for (int64_t h = 0; h < 4; ++h) {
        for (int64_t i = 0; i < 3; ++i) {
          for (int64_t j = 0; j < 9; ++j) {
            const int64_t offset = std::clamp<int64_t>(j - (6 + i), -3, causal ? 0 : 3);
            expected[b][h][i] += p[b][h][i][j] * table[offset + 3];
          }
        }
      }
    }
    const at::Tensor got = built.shaw->AddToMixed(mixed, p, {q_positions, k_positions, 1});
    EXPECT_TRUE(TensorsNear(got, expected, 1e-13)) << "causal " << causal;
    EXPECT_TRUE(TensorsBitEqual(got.select(2, 1), mixed.select(2, 1)));
  }
}

// Two products: queries with the rows of keys, probabilities by row with the rows of values.
TEST(ShawTest, CountsItsProducts) {
  EXPECT_EQ(Built(true).shaw->FlopsPerLayer(3, 5, 8), 2.0 * (3 * 4 * 5) * 4 * (6 + 6));
  EXPECT_EQ(Built(false, 5).shaw->FlopsPerLayer(3, 5, 8), 2.0 * (3 * 4 * 5) * 7 * (6 + 5));
}

}  // namespace
}  // namespace ceteris
