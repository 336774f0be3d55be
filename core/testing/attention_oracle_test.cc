#include "core/testing/attention_oracle.h"

#include <ATen/ops/tensor.h>

#include <cmath>

#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Values(std::initializer_list<double> values, at::IntArrayRef shape) {
  return at::tensor(at::ArrayRef<double>(values.begin(), values.size()), at::kDouble).view(shape);
}

// Two keys, one query, head_dim 1: by hand, weights are exp(q k0) and exp(q k1 + bias).
TEST(AttentionOracleTest, AgreesWithAHandComputation) {
  const at::Tensor q = Values({2}, {1, 1, 1, 1}), k = Values({0.5, -1}, {1, 1, 2, 1}),
                   v = Values({10, 20}, {1, 1, 2, 1});
  const double a = std::exp(2 * 0.5), b = std::exp(2 * -1 + 3.0);
  const at::Tensor bias = Values({0, 3}, {1, 1, 1, 2});
  EXPECT_TRUE(
      TensorsNear(AttentionOracle({q, k, v, {}, bias}), Values({(10 * a + 20 * b) / (a + b)}, {1, 1, 1, 1}), 1e-14));
  const at::Tensor first_only = Values({1, 0}, {1, 1, 1, 2}).to(at::kBool);
  EXPECT_TRUE(TensorsNear(AttentionOracle({q, k, v, first_only, bias}), Values({10}, {1, 1, 1, 1}), 1e-14));
  EXPECT_TRUE(TensorsNear(AttentionOracle({q, k, v, first_only.logical_xor(first_only), bias}),
                          Values({0}, {1, 1, 1, 1}), 1e-14));
}

// Four query heads on two key heads: heads 0 and 1 read the first.
TEST(AttentionOracleTest, GroupsOfHeadsShareAKeyHead) {
  const at::Tensor q = Values({1, 1, 1, 1}, {1, 4, 1, 1}), k = Values({1, 1}, {1, 2, 1, 1}),
                   v = Values({5, 7}, {1, 2, 1, 1});
  EXPECT_TRUE(TensorsNear(AttentionOracle({q, k, v}), Values({5, 5, 7, 7}, {1, 4, 1, 1}), 1e-14));
}

// Scale: with head_dim 4 a score of 4 counts as 2.
TEST(AttentionOracleTest, ScoresAreDividedByTheRootOfHeadDim) {
  const at::Tensor q = Values({1, 1, 1, 1}, {1, 1, 1, 4}), k = Values({1, 1, 1, 1, 0, 0, 0, 0}, {1, 1, 2, 4});
  const at::Tensor v = Values({1, 0, 0, 0, 0, 0, 0, 0}, {1, 1, 2, 4});
  const double weight = std::exp(2.0) / (std::exp(2.0) + 1);
  EXPECT_NEAR(AttentionOracle({q, k, v}).data_ptr<double>()[0], weight, 1e-14);
}

// One key of score 2 and a value of two channels: capped at 1.5, scaled by 3, beside a sink of logit 0.5.
TEST(AttentionOracleTest, ScaleCapAndSinkByHand) {
  const at::Tensor q = Values({1}, {1, 1, 1, 1}), k = Values({2}, {1, 1, 1, 1}), v = Values({5, 7}, {1, 1, 1, 2});
  OracleInputs inputs{q, k, v, {}, {}, /*scale=*/3, /*soft_cap=*/1.5, Values({0.5}, {1})};
  const double weight = std::exp(1.5 * std::tanh(6 / 1.5)), share = weight / (weight + std::exp(0.5));
  EXPECT_TRUE(TensorsNear(AttentionOracle(inputs), Values({5 * share, 7 * share}, {1, 1, 1, 2}), 1e-14));
}

}  // namespace
}  // namespace ceteris
