#include "core/position/none.h"

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(NoneTest, TouchesNothing) {
  const None none;
  const at::Tensor x = NamedNoise("x", {2, 5, 8}, at::kFloat), q = NamedNoise("q", {2, 4, 5, 2}, at::kFloat);
  const at::Tensor positions = ConsecutivePositions(3, 5, at::kCPU);
  EXPECT_TRUE(none.AddToEmbeddings(x, positions).is_same(x));
  EXPECT_TRUE(none.RotateQuery(q, positions).is_same(q));
  EXPECT_TRUE(none.RotateKey(q, positions).is_same(q));
  EXPECT_TRUE(none.AdjustScores(q, q, q, {positions, positions}).is_same(q));
  EXPECT_FALSE(none.ScoreBias(positions, positions).defined());
  EXPECT_TRUE(none.AddToMixed(q, q, {positions, positions}).is_same(q));
  EXPECT_FALSE(none.adjusts_scores() || none.adds_to_mixed() || none.score_bias_requires_grad());
  EXPECT_EQ(none.FlopsPerLayer(2, 3, 4), 0);
  EXPECT_EQ(none.max_positions(), PositionalScheme::kUnlimited);
}

}  // namespace
}  // namespace ceteris
