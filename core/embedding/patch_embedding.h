// Image patches as a sequence of vectors.
//
// Dosovitskiy et al. 2020, "An Image is Worth 16x16 Words", arXiv:2010.11929, eq. (1) without the positions, which the
// stack adds.
//   z = [class_token; p_1 W^T + b; ...; p_n W^T + b]        p_i: the pixels of patch i, row by row of patches
// A patch is flattened channel by channel, then row by row, so W is a convolution's weight with its last three
// dimensions made one.
//
// Example:  PatchEmbedding patches(PatchShapeOf(config, 8, 1), d_model, Normal(0.02), model_scope);
//           at::Tensor x = patches.Forward(batch.images);   // [batch, num_patches + 1, d_model]
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/embedding/patch_shape.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class PatchEmbedding {
 public:
  // Adds "embedding.patch.weight" [d_model, channels * patch_size^2], "embedding.patch.bias" and, with a class token,
  // "embedding.class_token.weight" [1, d_model], not decayed.
  PatchEmbedding(const PatchShape& shape, int64_t d_model, const Initializer& weight, const Scope& model_scope);

  // images: [batch, channels, image_size, image_size], cast to the dtype of the weights. Returns [batch, seq_len,
  // d_model]. Throws c10::Error on another shape.
  at::Tensor Forward(const at::Tensor& images) const;

  // Floating-point operations for num_images images; a multiplication and an addition count as two.
  double Flops(int64_t num_images) const;

 private:
  PatchShape shape_;
  Linear projection_;
  at::Tensor class_token_;  // [1, d_model] or undefined
};

}  // namespace ceteris
