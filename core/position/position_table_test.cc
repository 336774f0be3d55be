#include "core/position/position_table.h"

#include <ATen/TensorOperators.h>

#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// The square of a position, counting how many rows were computed.
struct CountedSquares {
  int64_t rows = 0;
  PositionTable table{[this](const at::Tensor& positions) {
    rows += positions.numel();
    return positions.to(at::kDouble).square().unsqueeze(-1);
  }};
};

TEST(PositionTableTest, RowsAreThoseOfThePositions) {
  CountedSquares squares;
  const at::Tensor consecutive = ConsecutivePositions(3, 4, at::kCPU);
  const at::Tensor rows = squares.table.Rows(consecutive, at::kFloat);
  EXPECT_EQ(rows.scalar_type(), at::kFloat);
  EXPECT_EQ(rows.sizes(), at::IntArrayRef({1, 4, 1}));
  EXPECT_EQ(rows[0][2][0].item<float>(), 25);
  EXPECT_TRUE(TensorsBitEqual(rows, squares.table.Rows(consecutive.clone(), at::kFloat)));
  EXPECT_EQ(squares.table.Rows(consecutive.expand({2, 4}), at::kDouble).sizes(), at::IntArrayRef({2, 4, 1}));
}

TEST(PositionTableTest, ComputesConsecutiveRowsOnce) {
  CountedSquares squares;
  squares.table.Rows(ConsecutivePositions(0, 10, at::kCPU), at::kFloat);
  const int64_t once = squares.rows;
  for (int64_t i = 0; i < 20; ++i) squares.table.Rows(ConsecutivePositions(i, 10, at::kCPU), at::kFloat);
  EXPECT_EQ(squares.rows, once);
}

TEST(PositionTableTest, FollowsDtypeAndLength) {
  CountedSquares squares;
  EXPECT_EQ(squares.table.Rows(ConsecutivePositions(0, 10, at::kCPU), at::kFloat).scalar_type(), at::kFloat);
  EXPECT_EQ(squares.table.Rows(ConsecutivePositions(0, 10, at::kCPU), at::kDouble).scalar_type(), at::kDouble);
  EXPECT_EQ(squares.table.Rows(ConsecutivePositions(0, 3000, at::kCPU), at::kDouble)[0][2999][0].item<double>(),
            2999.0 * 2999.0);
}

}  // namespace
}  // namespace ceteris
