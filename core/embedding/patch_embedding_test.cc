#include "core/embedding/patch_embedding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/conv2d.h>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(bool class_token, int64_t patch_size = 2, at::ScalarType dtype = at::kDouble) {
    const Scope scope(&parameters, 1, dtype);
    patches = std::make_unique<PatchEmbedding>(PatchShape{/*image_size=*/6, /*channels=*/3, patch_size, class_token},
                                               /*d_model=*/5, Normal(0.5), scope);
    AddNamedNoise(parameters, 0.3);
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne("embedding." + name)->tensor; }
  ParameterSet parameters;
  std::unique_ptr<PatchEmbedding> patches;
};

at::Tensor Images() { return NamedNoise("images", {2, 3, 6, 6}, at::kDouble); }

// Pixel by pixel, in the order of the header.
TEST(PatchEmbeddingTest, EachPatchIsALinearMapOfItsPixels) {
  const Built built(true);
  const at::Tensor images = Images(), x = built.patches->Forward(images);
  ASSERT_EQ(x.sizes(), at::IntArrayRef({2, 1 + 9, 5}));
  const at::Tensor weight = built.Weight("patch.weight"), bias = built.Weight("patch.bias");
  for (int64_t image = 0; image < 2; ++image) {
    EXPECT_TRUE(TensorsBitEqual(x[image][0], built.Weight("class_token.weight")[0]));
    for (int64_t row = 0; row < 3; ++row) {
      for (int64_t column = 0; column < 3; ++column) {
        at::Tensor expected = bias.clone();
        for (int64_t channel = 0; channel < 3; ++channel) {
          for (int64_t y = 0; y < 2; ++y) {
            for (int64_t pixel = 0; pixel < 2; ++pixel) {
              expected = expected + weight.select(1, channel * 4 + y * 2 + pixel) *
                                        images[image][channel][2 * row + y][2 * column + pixel];
            }
          }
        }
        EXPECT_TRUE(TensorsNear(x[image][1 + 3 * row + column], expected, 1e-13)) << row << "," << column;
      }
    }
  }
}

// An independent implementation, and the layout in which other libraries store the weight.
TEST(PatchEmbeddingTest, IsAConvolutionWhoseStrideIsItsSize) {
  for (const int64_t patch_size : {1, 2, 3, 6}) {
    const Built built(false, patch_size);
    const at::Tensor kernel = built.Weight("patch.weight").view({5, 3, patch_size, patch_size});
    const at::Tensor expected =
        at::conv2d(Images(), kernel, built.Weight("patch.bias"), patch_size).flatten(2).transpose(1, 2);
    EXPECT_TRUE(TensorsNear(built.patches->Forward(Images()), expected, 1e-13)) << patch_size;
  }
}

TEST(PatchEmbeddingTest, GradientsMatchDifferences) {
  const Built built(true);
  EXPECT_TRUE(
      GradientsMatch([&] { return built.patches->Forward(Images()).sin(); }, CheckedParameters(built.parameters)));
}

TEST(PatchEmbeddingTest, CountsTheProductsOfItsPatches) {
  EXPECT_EQ(Built(true).patches->Flops(4), 2.0 * 4 * 9 * (3 * 2 * 2) * 5);
}

TEST(PatchEmbeddingTest, TakesImagesOfFloatsInTheDtypeOfItsWeights) {
  const Built built(true, 2, at::kBFloat16);
  EXPECT_EQ(built.patches->Forward(Images().to(at::kFloat)).scalar_type(), at::kBFloat16);
}

TEST(PatchEmbeddingTest, ImagesOfAnotherShapeThrow) {
  const Built built(true);
  EXPECT_THROW(built.patches->Forward(at::Tensor()), c10::Error);
  EXPECT_THROW(built.patches->Forward(NamedNoise("x", {2, 3, 6, 4}, at::kDouble)), c10::Error);
  EXPECT_THROW(built.patches->Forward(NamedNoise("x", {2, 1, 6, 6}, at::kDouble)), c10::Error);
  EXPECT_THROW(built.patches->Forward(NamedNoise("x", {3, 6, 6}, at::kDouble)), c10::Error);
}

}  // namespace
}  // namespace ceteris
