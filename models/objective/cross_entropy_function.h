// Cross-entropy on our own CPU kernels: the loss and its gradient in one pass over the logits.
//
// The gradient of a gradient is not defined: it throws.
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// Whether the kernels take these logits: float32 on a CPU with AVX2.
bool CrossEntropyFitsCpuKernels(const at::Tensor& logits);

// logits: [num_tokens, vocab_size] for which CrossEntropyFitsCpuKernels(); targets: [num_tokens] int64. Otherwise as
// CrossEntropySum().
at::Tensor CrossEntropySumOnCpuKernels(const at::Tensor& logits, const at::Tensor& targets);

}  // namespace ceteris
