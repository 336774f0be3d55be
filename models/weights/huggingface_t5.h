// T5 as Transformers stores it: class T5ForConditionalGeneration. No LibTorch.
//
// Raffel et al. 2019, arXiv:1910.10683: no biases, scores that are not scaled, one table of relative biases per stack
// (stored in its first block, [num_buckets, num_heads]), logits from hidden states times d_model^-0.5.
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceT5();

}  // namespace ceteris
