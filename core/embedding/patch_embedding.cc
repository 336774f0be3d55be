#include "core/embedding/patch_embedding.h"

#include <ATen/ops/cat.h>
#include <c10/util/Exception.h>

namespace ceteris {
namespace {

at::Tensor MakeClassToken(const PatchShape& shape, int64_t d_model, const Initializer& weight,
                          const Scope& model_scope) {
  if (!shape.class_token) return at::Tensor();
  return model_scope.Child("embedding")
      .Child("class_token")
      .Parameter("weight", {1, d_model}, weight, WeightDecay::kNoDecay);
}

}  // namespace

PatchEmbedding::PatchEmbedding(const PatchShape& shape, int64_t d_model, const Initializer& weight,
                               const Scope& model_scope)
    : shape_(shape),
      projection_(shape.pixels_per_patch(), d_model, /*bias=*/true, weight,
                  model_scope.Child("embedding").Child("patch")),
      class_token_(MakeClassToken(shape, d_model, weight, model_scope)) {}

at::Tensor PatchEmbedding::Forward(const at::Tensor& images) const {
  TORCH_CHECK(images.defined() && images.dim() == 4, "a batch of images is [batch, channels, height, width]");
  const int64_t batch = images.size(0), side = shape_.patches_per_side(), patch = shape_.patch_size;
  TORCH_CHECK(
      images.size(1) == shape_.channels && images.size(2) == shape_.image_size && images.size(3) == shape_.image_size,
      "images are ", images.sizes(), ", the model was built for ", shape_.channels, " channels and a side of ",
      shape_.image_size);
  const at::Tensor pixels = images.to(projection_.weight().scalar_type())
                                .reshape({batch, shape_.channels, side, patch, side, patch})
                                .permute({0, 2, 4, 1, 3, 5})  // [batch, side, side, channels, patch, patch]
                                .reshape({batch, shape_.num_patches(), shape_.pixels_per_patch()});
  const at::Tensor patches = projection_.Forward(pixels);  // [batch, num_patches, d_model]
  if (!class_token_.defined()) return patches;
  return at::cat({class_token_.expand({batch, 1, -1}), patches}, 1);  // [batch, 1 + num_patches, d_model]
}

double PatchEmbedding::Flops(int64_t num_images) const {
  return Linear::ForwardFlops(num_images * shape_.num_patches(), shape_.pixels_per_patch(),
                              projection_.weight().size(0));
}

}  // namespace ceteris
