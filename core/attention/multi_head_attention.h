// Multi-head attention: self-attention, or cross-attention to another sequence (the memory).
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.2.2; grouped queries (num_kv_heads <
// num_heads): Ainslie et al. 2023, arXiv:2305.13245: query head h reads key and value head h / (num_heads /
// num_kv_heads).
//   q, k, v = x Wq^T, m Wk^T, m Wv^T in heads      m = x, or the memory
//   y = Concat_h(softmax(q_h k_h^T / sqrt(head_dim) + bias_h) v_h) Wo^T
// Query, key and value are one product over a packed weight; its slices have the names and values of separate tensors.
//
// Example:  MultiHeadAttention attention(shape, config, init, &position, /*layer=*/3, scope.Child("attention"));
//           x = x + attention.Forward(norm.Forward(x), mask, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_kernel.h"
#include "core/attention/attention_mask.h"
#include "core/attention/attention_shape.h"
#include "core/attention/kv_cache.h"
#include "core/attention/recorder.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

// How the weights start. Biases start at 0. Read while building only.
struct AttentionInit {
  const Initializer& weight;    // of query, key and value
  const Initializer& residual;  // of the output projection, which writes to the residual stream
};

class MultiHeadAttention {
 public:
  // Adds "<scope>.query.weight", ".key.weight", ".value.weight" (slices of one tensor; two where shape has a memory),
  // "<scope>.output.weight" and, with bias, the biases. `position` must outlive the layer. `layer`: the place in a
  // KvCache. Throws c10::Error where config asks for the fused kernel and dropout or position cannot run on it.
  MultiHeadAttention(const AttentionShape& shape, const config::Attention& config, const AttentionInit& init,
                     const PositionalScheme* position, int layer, const Scope& scope);

  // x: [batch, query_len, d_model]. Returns the same shape. With context.cache the keys are those of earlier calls and
  // x's.
  at::Tensor Forward(const at::Tensor& x, const AttentionMask& mask, const ForwardContext& context) const;

  // memory: [batch, key_len, memory_d_model], for a shape with memory_d_model > 0. Positions do not act: distances
  // between two sequences mean nothing to a scheme. No cache.
  at::Tensor Forward(const at::Tensor& x, const at::Tensor& memory, const AttentionMask& mask,
                     const ForwardContext& context) const;

  // What runs in training on sequences of this length: see TrainingKernel(). The meta device counts as a CPU.
  AttentionKernel kernel(int64_t seq_len) const;

  // Floating-point operations of a forward pass: matrix products only, a multiplication and an addition count as two;
  // scores and mixing for the full query_len x key_len rectangle, although a causal mask makes half of it vain.
  static double Flops(const AttentionShape& shape, int64_t batch, int64_t query_len, int64_t key_len);

 private:
  struct QueryKeyValue {
    at::Tensor q, k, v;
  };
  std::vector<at::Tensor> Heads(const at::Tensor& projected, at::IntArrayRef counts) const;
  void Record(const QueryKeyValue& heads, const PositionalScheme* position, const AttentionMask& mask,
              Recorder* recorder) const;
  at::Tensor Attend(const QueryKeyValue& heads, const PositionalScheme* position, const AttentionMask& mask,
                    const ForwardContext& context) const;

  std::string name_;  // "decoder.3.attention"
  config::Attention config_;
  AttentionShape shape_;
  const PositionalScheme* position_;
  int layer_;
  bool float32_on_cpu_;
  bool composed_;
  bool tries_cpu_;          // kernel_cpu.h where it takes the call
  Linear query_key_value_;  // self-attention: [query; key; value]; cross-attention: [key; value]
  Linear query_;            // cross-attention only
  Linear output_;
  Dropout dropout_;
};

}  // namespace ceteris
