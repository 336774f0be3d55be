#include "core/position/consecutive_positions.h"

#include <ATen/ops/arange.h>

#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(ConsecutivePositionsTest, CountFromTheStart) {
  const at::Tensor positions = ConsecutivePositions(7, 3, at::kCPU);
  EXPECT_TRUE(TensorsBitEqual(positions, at::arange(7, 10, at::kLong).unsqueeze(0)));
  EXPECT_EQ(ConsecutiveStart(positions), 7);
  EXPECT_EQ(ConsecutivePositions(5, 0, at::kCPU).size(1), 0);
  EXPECT_THROW(ConsecutivePositions(-1, 3, at::kCPU), c10::Error);
}

TEST(ConsecutivePositionsTest, AreRecognisedOnlyWhereTheyComeFromHere) {
  const at::Tensor positions = ConsecutivePositions(2, 6, at::kCPU);
  EXPECT_EQ(ConsecutiveStart(positions.clone()), absl::nullopt);
  EXPECT_EQ(ConsecutiveStart(at::arange(2, 8, at::kLong).unsqueeze(0)), absl::nullopt);
  EXPECT_EQ(ConsecutiveStart(positions.slice(1, 0, 6, 2)), absl::nullopt) << "2, 4, 6";
  EXPECT_EQ(ConsecutiveStart(positions.expand({3, 6})), absl::nullopt) << "one row per sequence";
  EXPECT_EQ(ConsecutiveStart(positions.slice(1, 1, 4)), 3) << "a slice still is";
}

TEST(ConsecutivePositionsTest, SurviveTheGrowthOfTheConstant) {
  const at::Tensor before = ConsecutivePositions(0, 4, at::kCPU);
  const at::Tensor after = ConsecutivePositions(5000, 100, at::kCPU);
  EXPECT_TRUE(TensorsBitEqual(after, at::arange(5000, 5100, at::kLong).unsqueeze(0)));
  EXPECT_TRUE(TensorsBitEqual(before, at::arange(4, at::kLong).unsqueeze(0)));
  EXPECT_TRUE(!ConsecutiveStart(before).has_value() || *ConsecutiveStart(before) == 0);
}

}  // namespace
}  // namespace ceteris
