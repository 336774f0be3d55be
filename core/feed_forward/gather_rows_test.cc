#include "core/feed_forward/gather_rows.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// Row 1 is read twice, row 2 never, and two places read none.
class GatherRowsTest : public testing::Test {
 protected:
  at::Tensor rows_ = NamedNoise("rows", {3, 4}, at::kDouble).set_requires_grad(true);
  at::Tensor index_ = at::tensor({1, 3, 0, 1, 3}, at::kLong);
  at::Tensor inverse_ = at::tensor({2, 5, 0, 3, 5, 5}, at::kLong).view({3, 2});
};

TEST_F(GatherRowsTest, ReadsRowsAndZeros) {
  const at::Tensor y = GatherRows(rows_, index_, inverse_), zero = at::zeros({1, 4}, at::kDouble);
  EXPECT_TRUE(TensorsBitEqual(
      y.detach(), at::cat({rows_.narrow(0, 1, 1), zero, rows_.narrow(0, 0, 1), rows_.narrow(0, 1, 1), zero}).detach()));
}

TEST_F(GatherRowsTest, GradientsMatchDifferences) {
  EXPECT_TRUE(GradientsMatch([&] { return GatherRows(rows_, index_, inverse_).sin(); }, {{"rows", rows_}}));
}

TEST_F(GatherRowsTest, RefusesShapesThatDoNotFit) {
  EXPECT_THROW(GatherRows(rows_, index_, inverse_.narrow(0, 0, 2)), c10::Error);
}

}  // namespace
}  // namespace ceteris
