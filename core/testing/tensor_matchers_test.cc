#include "core/testing/tensor_matchers.h"

#include <ATen/ops/tensor.h>

#include <limits>

namespace ceteris {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(TensorMatchersTest, NearAllowsTheToleranceAndNamesThePlace) {
  const at::Tensor a = at::tensor({1.0, 2.0}, at::kDouble), b = at::tensor({1.0, 2.001}, at::kDouble);
  EXPECT_TRUE(TensorsNear(a, b, 1e-3));
  const testing::AssertionResult result = TensorsNear(a, b, 1e-4);
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("[1]"), std::string::npos) << result.message();
  EXPECT_FALSE(TensorsNear(a, a.unsqueeze(0), 1));
}

TEST(TensorMatchersTest, NanIsNearNothing) {
  const at::Tensor nan = at::tensor({kNan}, at::kDouble);
  EXPECT_FALSE(TensorsNear(nan, nan, 1));
  EXPECT_FALSE(AllFinite(nan));
  EXPECT_FALSE(AllFinite(at::Tensor()));
  EXPECT_TRUE(TensorsBitEqual(nan, nan));
}

TEST(TensorMatchersTest, BitEqualTellsZerosAndDtypesApart) {
  const at::Tensor zero = at::tensor({0.0}, at::kDouble);
  EXPECT_TRUE(TensorsBitEqual(zero, zero.clone()));
  EXPECT_FALSE(TensorsBitEqual(zero, at::tensor({-0.0}, at::kDouble)));
  EXPECT_FALSE(TensorsBitEqual(zero, zero.to(at::kFloat)));
}

}  // namespace
}  // namespace ceteris
