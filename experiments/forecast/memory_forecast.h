// How many bytes of tensors a training step holds at its peak. No LibTorch.
//
// Counted: parameters (and float32 masters of bfloat16 ones), gradients, the optimizer's moments, what the forward pass
// of one micro-batch keeps for the backward pass, and the largest temporaries there. Not counted: LibTorch itself
// (about 250 MB of a process), the corpus, the allocator's rounding.
//
// Per block and token, in elements, with w the widths of queries, keys and values, h heads over key_len keys:
//   residual stream and norms       4 d_model;  6 with rms_norm, which keeps the normalised stream too
//   attention                       2 w_q + 2 w_kv;  the fused kernel keeps rotary's turned copies: + w_q + w_kv
//                                   the composed kernel keeps its probabilities: + h key_len, twice with dropout;
//                                   our own CPU kernel (float32, key_len <= 256, AVX2) keeps them too: + h key_len,
//                                   key_len rounded up to 16; a trial names no device, so a GPU is charged for it too
//   feed-forward                    relu d_ff, gelu 2 d_ff, gated 4 d_ff
// and once the final norm, and the larger of the loss (3 vocab_size) and what one block holds while the backward pass
// is in it. Held against LibTorch's allocator in a test.
#pragma once

#include <cstdint>

#include "experiments/spec/trial.pb.h"
#include "core/batch/task_shape.h"

namespace ceteris {

struct MemoryForecast {
  double parameter_bytes = 0;
  double gradient_bytes = 0;
  double moment_bytes = 0;
  double activation_bytes = 0;

  double peak_bytes() const { return parameter_bytes + gradient_bytes + moment_bytes + activation_bytes; }
};

// composed_attention: which kernel the model says that it runs on (Model::attention_kernel()).
MemoryForecast ForecastMemory(const config::Trial& trial, const TaskShape& context, int64_t num_parameters,
                              bool composed_attention);

}  // namespace ceteris
