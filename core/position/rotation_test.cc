#include "core/position/rotation.h"

#include <ATen/ops/cat.h>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

// Cosines and sines of random angles.
at::Tensor Turns(int64_t batch, int64_t len, int64_t head_dim) {
  const at::Tensor angles = NamedNoise("angles", {batch, len, head_dim / 2}, at::kDouble, 3);
  return at::cat({angles.cos(), angles.sin()}, -1);
}

TEST(RotationTest, GradientsMatchDifferences) {
  for (const int64_t batch : {1, 2}) {
    const at::Tensor heads = NamedNoise("heads", {2, 3, 4, 6}, at::kDouble).set_requires_grad(true);
    EXPECT_TRUE(GradientsMatch([&] { return RotatePairs(heads, Turns(batch, 4, 6)); }, {{"heads", heads}}));
  }
}

// Turning by an angle and then by its opposite is nothing, whatever the strides.
TEST(RotationTest, TurningBackRestores) {
  const at::Tensor turns = Turns(2, 4, 6), back = at::cat({turns.narrow(2, 0, 3), turns.narrow(2, 3, 3).neg()}, 2);
  const at::Tensor views[] = {NamedNoise("a", {2, 3, 4, 6}, at::kDouble),
                              NamedNoise("b", {2, 4, 3, 6}, at::kDouble).transpose(1, 2),
                              NamedNoise("c", {2, 3, 6, 4}, at::kDouble).transpose(2, 3)};
  for (const at::Tensor& heads : views) {
    EXPECT_GT(LargestDifference(RotatePairs(heads, turns), heads), 0.5);
    EXPECT_TRUE(TensorsNear(RotatePairs(RotatePairs(heads, turns), back), heads, 1e-14));
  }
}

// What a GPU runs, held against what the CPU runs.
TEST(RotationTest, OperatorsAndLoopAgree) {
  for (const auto& [dtype, tolerance] :
       {std::make_pair(at::kDouble, 1e-14), std::make_pair(at::kFloat, 1e-6), std::make_pair(at::kBFloat16, 0.0)}) {
    const at::Tensor heads = NamedNoise("heads", {2, 3, 4, 6}, dtype);
    const at::Tensor turns = Turns(2, 4, 6).to(dtype == at::kDouble ? at::kDouble : at::kFloat);
    EXPECT_TRUE(TensorsNear(RotateByOperators(heads, turns, 1), RotatePairs(heads, turns), tolerance)) << dtype;
    EXPECT_TRUE(TensorsNear(RotateByOperators(RotatePairs(heads, turns), turns, -1), heads,
                            dtype == at::kBFloat16 ? 2e-2 : tolerance))
        << dtype;
  }
}

TEST(RotationTest, RefusesTablesThatDoNotFit) {
  const at::Tensor heads = NamedNoise("heads", {2, 3, 4, 6}, at::kFloat), turns = Turns(1, 4, 6).to(at::kFloat);
  EXPECT_NO_THROW(RotatePairs(heads, turns));
  EXPECT_THROW(RotatePairs(heads, Turns(1, 4, 6)), c10::Error) << "float64 for float32";
  EXPECT_THROW(RotatePairs(heads, Turns(1, 5, 6).to(at::kFloat)), c10::Error);
  EXPECT_THROW(RotatePairs(heads, Turns(3, 4, 6).to(at::kFloat)), c10::Error);
  EXPECT_THROW(RotatePairs(heads.narrow(3, 0, 5), turns), c10::Error);
  EXPECT_THROW(RotatePairs(heads.to(at::kHalf), turns), c10::Error);
}

}  // namespace
}  // namespace ceteris
