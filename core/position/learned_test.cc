#include "core/position/learned.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class LearnedTest : public testing::Test {
 protected:
  const at::Tensor& weight() { return parameters_.FindOne("embedding.position.weight")->tensor; }

  ParameterSet parameters_;
  Scope scope_{&parameters_, 1, at::TensorOptions().dtype(at::kDouble)};
  Learned learned_{8, 3, Normal(0.5), scope_.Child("embedding").Child("position")};
  at::Tensor x_ = NamedNoise("x", {2, 3, 3}, at::kDouble);
};

TEST_F(LearnedTest, AddsTheRowOfEachPosition) {
  for (const at::Tensor& positions :
       {ConsecutivePositions(5, 3, at::kCPU), at::tensor({7, 0, 0, 1, 2, 7}, at::kLong).view({2, 3})}) {
    const at::Tensor added = learned_.AddToEmbeddings(x_, positions) - x_, rows = positions.expand({2, 3});
    for (int64_t b = 0; b < 2; ++b) {
      for (int64_t t = 0; t < 3; ++t)
        EXPECT_TRUE(TensorsNear(added[b][t], weight()[rows[b][t].item<int64_t>()], 1e-14));
    }
  }
}

TEST_F(LearnedTest, TrainsOnlyRowsThatWereRead) {
  learned_.AddToEmbeddings(x_, ConsecutivePositions(2, 3, at::kCPU)).sum().backward();
  for (int64_t p = 0; p < 8; ++p)
    EXPECT_EQ(weight().grad()[p][0].item<double>(), p >= 2 && p < 5 ? 2 : 0) << p;  // 2 sequences
}

TEST_F(LearnedTest, EndsWithItsTable) {
  EXPECT_EQ(learned_.max_positions(), 8);
  EXPECT_THROW(learned_.AddToEmbeddings(x_, ConsecutivePositions(6, 3, at::kCPU)), c10::Error);
  EXPECT_THROW(learned_.AddToEmbeddings(x_, at::tensor({6, 7, 8}, at::kLong).unsqueeze(0)), c10::Error);
}

TEST_F(LearnedTest, IsNotDecayed) {
  EXPECT_EQ(parameters_.FindOne("embedding.position.weight")->decay, WeightDecay::kNoDecay);
}

}  // namespace
}  // namespace ceteris
