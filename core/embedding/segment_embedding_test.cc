#include "core/embedding/segment_embedding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

struct Built {
  Built() : segments(2, 3, Normal(0.5), Scope(&parameters, 1, at::kDouble)) {}
  ParameterSet parameters;
  SegmentEmbedding segments;
};

TEST(SegmentEmbeddingTest, AddsTheRowOfEachSegment) {
  const Built built;
  const at::Tensor x = NamedNoise("x", {2, 4, 3}, at::kDouble);
  const at::Tensor ids = at::tensor({0, 0, 1, 1, 1, 0, 0, 1}, at::kLong).view({2, 4});
  const at::Tensor y = built.segments.AddTo(x, ids),
                   weight = built.parameters.FindOne("embedding.segment.weight")->tensor;
  EXPECT_EQ(built.parameters.parameters()[0].decay, WeightDecay::kNoDecay) << "as a table of positions";
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t t = 0; t < 4; ++t) {
      EXPECT_TRUE(TensorsBitEqual(y[b][t], x[b][t] + weight[ids[b][t].item<int64_t>()]));
    }
  }
  EXPECT_THROW(built.segments.AddTo(x, ids + 1), c10::Error);
}

TEST(SegmentEmbeddingTest, WithoutIdsEverythingIsTheFirst) {
  const Built built;
  const at::Tensor x = NamedNoise("x", {2, 4, 3}, at::kDouble);
  EXPECT_TRUE(TensorsBitEqual(built.segments.AddTo(x, {}), built.segments.AddTo(x, at::zeros({2, 4}, at::kLong))));
}

TEST(SegmentEmbeddingTest, GradientsMatchDifferences) {
  const Built built;
  const at::Tensor x = NamedNoise("x", {1, 3, 3}, at::kDouble), ids = at::tensor({1, 0, 1}, at::kLong).view({1, 3});
  EXPECT_TRUE(GradientsMatch([&] { return built.segments.AddTo(x, ids).sin(); }, CheckedParameters(built.parameters)));
  EXPECT_TRUE(GradientsMatch([&] { return built.segments.AddTo(x, {}).sin(); }, CheckedParameters(built.parameters)));
}

}  // namespace
}  // namespace ceteris
