// Our own kernel against LibTorch's in double precision, forward and backward.
#include "models/objective/cross_entropy_function.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>

#include <limits>

#include "core/batch/batch.h"
#include "core/cpu/kernels.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class CrossEntropyFunctionTest : public testing::Test {
  void SetUp() override {
    if (FastestCpuKernels() == nullptr) GTEST_SKIP() << "this machine has no AVX2";
  }
};

at::Tensor Targets(int64_t count, int64_t classes) {
  const at::Tensor targets = at::empty({count}, at::kLong);
  for (int64_t i = 0; i < count; ++i) targets.data_ptr<int64_t>()[i] = i % 5 == 3 ? kIgnoredTarget : i * 7 % classes;
  return targets;
}

TEST_F(CrossEntropyFunctionTest, AgreesWithDoublePrecision) {
  for (const int64_t classes : {1, 2, 16, 65, 130}) {
    const at::Tensor exact = NamedNoise("logits", {23, classes}, at::kDouble, 4).set_requires_grad(true);
    const at::Tensor single = exact.detach().to(at::kFloat).set_requires_grad(true), targets = Targets(23, classes);
    const at::Tensor exact_loss = at::cross_entropy_loss(exact, targets, {}, at::Reduction::Sum, kIgnoredTarget);
    const at::Tensor loss = CrossEntropySumOnCpuKernels(single, targets);
    EXPECT_TRUE(TensorsNear(loss, exact_loss, 1e-6));
    (loss * 0.25).backward();
    (exact_loss * 0.25).backward();
    EXPECT_TRUE(TensorsNear(single.grad(), exact.grad(), 5e-7)) << classes;
  }
}

TEST_F(CrossEntropyFunctionTest, KeepsWhatIsNotFiniteVisible) {
  const at::Tensor logits = NamedNoise("logits", {3, 20}, at::kFloat), targets = Targets(3, 20);
  logits.data_ptr<float>()[25] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(CrossEntropySumOnCpuKernels(logits, targets).isnan().item<bool>());
  logits.data_ptr<float>()[25] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(CrossEntropySumOnCpuKernels(logits, targets).isfinite().item<bool>());
}

TEST_F(CrossEntropyFunctionTest, RefusesTargetsOutsideOfTheVocabulary) {
  const at::Tensor logits = NamedNoise("logits", {1, 4}, at::kFloat);
  for (const int64_t target : {int64_t{4}, int64_t{-1}}) {
    EXPECT_THROW(CrossEntropySumOnCpuKernels(logits, at::empty({1}, at::kLong).fill_(target)), c10::Error);
  }
}

}  // namespace
}  // namespace ceteris
