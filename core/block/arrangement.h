// How the sublayers of a block follow each other, each with its residual connection.
//
// Example:  std::unique_ptr<Arrangement> arrangement = BuildArrangement(config, /*has_memory=*/false, scope);
//           x = arrangement->Apply(x, {attend, nullptr, feed_forward}, context);
#pragma once

#include <ATen/core/Tensor.h>

#include "core/block/residual.h"
#include "core/tensor/forward_context.h"

namespace ceteris {

// Each: [batch, seq_len, d_model] to a new tensor of the same shape.
struct Sublayers {
  Residual::Sublayer attend;
  const Residual::Sublayer* attend_to_memory;  // null in a block without cross-attention
  Residual::Sublayer feed_forward;
};

class Arrangement {
 public:
  virtual ~Arrangement() = default;

  // x: [batch, seq_len, d_model]. Returns the residual stream after the block, same shape and dtype.
  virtual at::Tensor Apply(const at::Tensor& x, const Sublayers& sublayers, const ForwardContext& context) const = 0;

  // Whether the stream still needs a norm after the last block.
  virtual bool needs_final_norm() const = 0;
};

}  // namespace ceteris
