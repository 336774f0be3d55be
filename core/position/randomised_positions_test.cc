#include "core/position/randomised_positions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/counter_hash.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class RandomisedPositionsTest : public testing::Test {
 protected:
  RandomisedPositions Of(int max_positions) const {
    config::RandomisedPositions config;
    config.set_max_positions(max_positions);
    return RandomisedPositions(config, scope_.Child("decoder").Child("position"));
  }
  static ForwardContext Training(int64_t draw) {
    ForwardContext context;
    context.training = true;
    context.draw = at::full({}, draw, at::kLong);
    return context;
  }
  static at::Tensor Places(int64_t length) { return ConsecutivePositions(0, length, at::kCPU); }

  ParameterSet parameters_;
  Scope scope_{&parameters_, 1, at::TensorOptions().dtype(at::kFloat)};
};

// The positions with the smallest hashes, by a sort on the host.
TEST_F(RandomisedPositionsTest, AreTheSortedPositionsOfTheSmallestHashes) {
  const RandomisedPositions randomised = Of(100);
  for (const int64_t draw : {0, 1, 12345}) {
    const uint64_t key = CounterHash(scope_.Child("decoder").Child("position").Stream("randomised"), draw);
    std::vector<std::pair<int64_t, int64_t>> hashes;
    for (int64_t p = 0; p < 100; ++p) hashes.push_back({static_cast<int64_t>(CounterHash(key, p)), p});
    std::sort(hashes.begin(), hashes.end());
    for (const int64_t length : {1, 2, 17, 99, 100}) {
      std::vector<int64_t> expected;
      for (int64_t i = 0; i < length; ++i) expected.push_back(hashes[i].second);
      std::sort(expected.begin(), expected.end());
      EXPECT_TRUE(TensorsBitEqual(randomised.Assign(Places(length), length, Training(draw)),
                                  at::tensor(expected, at::kLong).unsqueeze(0)));
    }
  }
}

// Over 2000 draws of 8 from 40, each position occurs in a fifth of them: 400 times, with a deviation of 18.
TEST_F(RandomisedPositionsTest, EveryPositionIsDrawnAsOften) {
  const RandomisedPositions randomised = Of(40);
  std::vector<int> counts(40, 0);
  for (int64_t draw = 0; draw < 2000; ++draw) {
    const at::Tensor positions = randomised.Assign(Places(8), 8, Training(draw));
    for (int64_t t = 0; t < 8; ++t) ++counts[positions[0][t].item<int64_t>()];
  }
  for (int p = 0; p < 40; ++p) EXPECT_NEAR(counts[p], 400, 5 * std::sqrt(2000 * 0.2 * 0.8)) << p;
}

TEST_F(RandomisedPositionsTest, EveryDrawIsAnotherAndEvaluationAlwaysTheSame) {
  const RandomisedPositions randomised = Of(1000);
  const at::Tensor places = Places(20), evaluated = randomised.Assign(places, 20, {});
  EXPECT_TRUE(TensorsBitEqual(randomised.Assign(places, 20, Training(3)), randomised.Assign(places, 20, Training(3))));
  EXPECT_FALSE(TensorsBitEqual(randomised.Assign(places, 20, Training(3)), randomised.Assign(places, 20, Training(4))));
  EXPECT_TRUE(TensorsBitEqual(evaluated, randomised.Assign(places, 20, {})));
  EXPECT_FALSE(TensorsBitEqual(evaluated, randomised.Assign(places, 20, Training(0))));
  ForwardContext evaluation_between_steps = Training(3);
  evaluation_between_steps.training = false;
  EXPECT_TRUE(TensorsBitEqual(evaluated, randomised.Assign(places, 20, evaluation_between_steps)));
}

TEST_F(RandomisedPositionsTest, PartsOfASequenceGetTheirShare) {
  const RandomisedPositions randomised = Of(64);
  const at::Tensor whole = randomised.Assign(Places(10), 10, {});
  EXPECT_TRUE(TensorsBitEqual(randomised.Assign(ConsecutivePositions(7, 2, at::kCPU), 10, {}), whole.narrow(1, 7, 2)));
  const at::Tensor packed = at::tensor({0, 1, 2, 0, 1, 9, 0, 0}, at::kLong).view({2, 4});
  const at::Tensor got = randomised.Assign(packed, 10, {});
  ASSERT_EQ(got.sizes(), packed.sizes());
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t t = 0; t < 4; ++t)
      EXPECT_EQ(got[b][t].item<int64_t>(), whole[0][packed[b][t].item<int64_t>()].item<int64_t>());
  }
}

TEST_F(RandomisedPositionsTest, ALengthThatTakesAllLeavesThemAsTheyAre) {
  EXPECT_TRUE(TensorsBitEqual(Of(12).Assign(Places(12), 12, Training(5)), Places(12)));
}

TEST_F(RandomisedPositionsTest, RefusesWhatItCannotAssign) {
  EXPECT_THROW(Of(12).Assign(Places(13), 13, {}), c10::Error);
  EXPECT_THROW(Of(12).Assign(Places(8), 7, {}), c10::Error);
  EXPECT_THROW(Of(12).Assign(Places(8).clone(), 7, {}), c10::Error);
  ForwardContext without_draw;
  without_draw.training = true;
  EXPECT_THROW(Of(12).Assign(Places(4), 4, without_draw), c10::Error);
}

}  // namespace
}  // namespace ceteris
