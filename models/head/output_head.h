// What turns the last hidden states into logits.
//
// Example:  std::unique_ptr<OutputHead> head = BuildHead(config, context, scope.Child("head"));   // head_factory.h
//           at::Tensor logits = head->Forward(hidden, batch.may_attend, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/tensor/forward_context.h"

namespace ceteris {

class OutputHead {
 public:
  virtual ~OutputHead() = default;

  // hidden: [batch, seq_len, d_model]
  // may_attend: [batch, 1, 1, seq_len] bool, false for padding; undefined: none
  // Returns [batch, seq_len, vocab_size], or [batch, num_classes] where one vector stands for a sequence.
  virtual at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend,
                             const ForwardContext& context) const = 0;

  // Floating-point operations of a forward pass: matrix products only, a multiplication and an addition count as two.
  virtual double Flops(int64_t batch, int64_t seq_len) const = 0;
};

}  // namespace ceteris
