// GPT-2 as Transformers stores it: class GPT2LMHeadModel. No LibTorch.
//
// Radford et al. 2019. Its linear maps are of a class Conv1D, whose weights are [in, out], and query, key and value are
// one of them. Masks that old files hold are ignored.
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceGpt2();

}  // namespace ceteris
