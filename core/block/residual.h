// How a sublayer, its norm and the residual connection are composed.
//
// Each sublayer of each block has a Residual of its own, which holds its norm and its dropout: so a variant may train
// something per sublayer.
//
// Example:  std::unique_ptr<Residual> residual = BuildResidual(config, scope.Child("attention"));
//           x = residual->Apply(x, [&](const at::Tensor& z) { return attention.Forward(z, mask, context); }, context);
#pragma once

#include <ATen/core/Tensor.h>

#include "absl/functional/function_ref.h"
#include "core/tensor/forward_context.h"

namespace ceteris {

class Residual {
 public:
  // Attention or feed-forward: [batch, seq_len, d_model] to a new tensor of the same shape.
  using Sublayer = absl::FunctionRef<at::Tensor(const at::Tensor&)>;

  virtual ~Residual() = default;

  // x: [batch, seq_len, d_model]. Returns the residual stream after the sublayer, same shape and dtype.
  virtual at::Tensor Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const = 0;

  // Whether the stream still needs a norm after the last block.
  virtual bool needs_final_norm() const = 0;
};

}  // namespace ceteris
