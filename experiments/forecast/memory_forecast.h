// How many bytes of tensors a training step holds at its peak. No LibTorch.
//
// Counted: parameters (and float32 masters of bfloat16 ones), gradients, the optimizer's moments and averaged weights,
// what the forward pass of one micro-batch keeps for the backward pass, and the largest temporaries there. Not counted:
// LibTorch itself (about 250 MB of a process), the corpus, the allocator's rounding.
//
// Per block and token, in elements:
//   residual stream and norms       4 d_model;  6 with rms_norm, which keeps the normalised stream too; 2 without;
//                                   half in a parallel block; + 2 each for a sandwich, rezero or layer_scale
//   attention                       see core/attention/attention_memory.h; a trial names no device, so a GPU is
//                                   charged for what a CPU's kernel keeps
//   feed-forward                    relu d_ff, gelu 2 d_ff, gated 4 d_ff; a mixture of experts that of its slots
//   cross-attention                 queries and what is mixed per token, keys and values per token of the source; a
//   norm
// and once the final norm, an embedding norm, the patches of an image, a masked head; and the larger of the loss (3
// vocab_size) and what one block holds while the backward pass is in it. With activation_checkpointing a block keeps
// d_model, and all of the above once. Held against LibTorch's allocator in a test.
#pragma once

#include <cstdint>

#include "core/attention/attention_kernel.h"
#include "core/batch/task_shape.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct MemoryForecast {
  double parameter_bytes = 0;
  double gradient_bytes = 0;
  double moment_bytes = 0;  // and averaged weights
  double activation_bytes = 0;

  double peak_bytes() const { return parameter_bytes + gradient_bytes + moment_bytes + activation_bytes; }
};

// kernel: what the model says that it runs on, AttentionKernelNamed(Model::attention_kernel()); an encoder beside a
// decoder is taken to run on the same where it has the same positions.
MemoryForecast ForecastMemory(const config::Trial& trial, const TaskShape& context, int64_t num_parameters,
                              AttentionKernel kernel);

}  // namespace ceteris
