// Marian, the first Transformer with biases, as Transformers stores it: class MarianMTModel. No LibTorch.
//
// Junczys-Dowmunt et al. 2018, arXiv:1804.00344; Vaswani et al. 2017. Its sinusoids have all sines first and then all
// cosines, ours alternate as the paper prints them. The two models are one after a permutation of the channels of the
// residual stream, so every tensor that reads or writes the stream is permuted.
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceMarian();

}  // namespace ceteris
