// ViT as Transformers stores it: class ViTForImageClassification. No LibTorch.
//
// Dosovitskiy et al. 2020, arXiv:2010.11929. The patch projection is a convolution there: [d_model, channels,
// patch_size, patch_size]; the class token is [1, 1, d_model] and the position table [1, num_patches + 1, d_model].
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceVit();

}  // namespace ceteris
