// Multi-head attention: self-attention, or cross-attention to another sequence (the memory).
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.2.2; grouped queries (num_kv_heads <
// num_heads): Ainslie et al. 2023, arXiv:2305.13245: query head h reads key and value head h / (num_heads /
// num_kv_heads).
//   q, k, v = x Wq^T, m Wk^T, m Wv^T in heads      m = x, or the memory
//   y = Concat_h(softmax(q_h k_h^T / sqrt(head_dim) + bias_h) v_h) Wo^T      or as the config changes it
// Query, key and value are one product over a packed weight; its slices have the names and values of separate tensors.
//
// Example:  MultiHeadAttention attention(shape, config, init, &position, /*layer=*/3, scope.Child("attention"));
//           x = x + attention.Forward(norm.Forward(x), mask, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_flops.h"
#include "core/attention/attention_kernel.h"
#include "core/attention/attention_mask.h"
#include "core/attention/attention_shape.h"
#include "core/attention/kernel_dispatch.h"
#include "core/attention/kv_cache.h"
#include "core/attention/query_key_norm.h"
#include "core/attention/recorder.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

// What a layer is built with besides its config. The initialisers are read while building only; biases start at 0.
struct AttentionContext {
  const Initializer& weight;    // of query, key and value
  const Initializer& residual;  // of the output projection, which writes to the residual stream
  int64_t seq_len = 0;          // the longest sequence that is trained on
  bool causal = true;           // whether self-attention is
};

class MultiHeadAttention {
 public:
  // Adds "<scope>.query.weight", ".key.weight", ".value.weight" (slices of one tensor; two where shape has a memory),
  // "<scope>.output.weight" and, with bias, the biases; what query-key norm and sink add is said there. `position` must
  // outlive the layer. `layer`: the place in a KvCache. Throws c10::Error where config asks for a kernel that cannot do
  // the work.
  MultiHeadAttention(const AttentionShape& shape, const config::Attention& config, const AttentionContext& context,
                     const PositionalScheme* position, int layer, const Scope& scope);

  // x: [batch, query_len, d_model]. Returns the same shape. With context.cache the keys are those of earlier calls and
  // x's.
  at::Tensor Forward(const at::Tensor& x, const AttentionMask& mask, const ForwardContext& context) const;

  // memory: [batch, key_len, memory_d_model], for a shape with memory_d_model > 0. Positions do not act: distances
  // between two sequences mean nothing to a scheme. Everything else in the config does. No cache.
  at::Tensor Forward(const at::Tensor& x, const at::Tensor& memory, const AttentionMask& mask,
                     const ForwardContext& context) const;

  // What runs in training on sequences of this length: see TrainingKernel(). The meta device counts as a CPU.
  AttentionKernel kernel(int64_t seq_len) const { return kernels_.training_kernel(seq_len); }

  // Floating-point operations of a forward pass: see AttentionFlops().
  double Flops(const AttentionExtent& extent) const { return AttentionFlops(config_, shape_, extent, causal_); }

 private:
  // How many heads of how many channels stand side by side in a row of a product.
  struct HeadGroup {
    int64_t count, channels;
  };
  std::vector<at::Tensor> Heads(const at::Tensor& projected, const std::vector<HeadGroup>& groups) const;
  at::Tensor Attend(const QueryKeyValue& heads, const AttentionMask& mask, const ForwardContext& context) const;

  std::string name_;  // "decoder.3.attention"
  config::Attention config_;
  AttentionShape shape_;
  const PositionalScheme* position_;
  int layer_;
  bool causal_;
  Linear query_key_value_;  // self-attention: [query; key; value]; cross-attention: [key; value]
  Linear query_;            // cross-attention only
  Linear output_;
  std::unique_ptr<QueryKeyNorm> norm_;
  KernelDispatch kernels_;
};

}  // namespace ceteris
