// Llama and its kin as Transformers stores them: class LlamaForCausalLM. No LibTorch.
//
// Touvron et al. 2023, arXiv:2302.13971. Both sides turn channel i with channel i + head_dim / 2, so nothing is
// permuted; the files that Meta published pair neighbours and are not read here.
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceLlama();

}  // namespace ceteris
