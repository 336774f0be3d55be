// Layer drop: in training a block is left out with some probability, the whole batch at once.
//
// Fan, Grave and Joulin 2019, "Reducing Transformer Depth on Demand with Structured Dropout", arXiv:1909.11556, section
// 3.2. Nothing is scaled, and evaluation has every block, as in the authors' code. Deviation: the block is computed
// and then not taken, since a captured step has one shape; so it saves no time. Whether it is taken is a function of
// (seed, name, draw), one draw per micro-batch.
//   x <- x with probability rate, else Block(x)
//
// Example:  LayerDrop layer_drop(0.2, scope.Child(3));
//           x = layer_drop.Apply(x, [&](const ForwardContext& context) { return Compute(x, context); }, context);
#pragma once

#include <ATen/core/Tensor.h>

#include "absl/functional/function_ref.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LayerDrop final {
 public:
  // rate in [0, 1), or it throws c10::Error. Draws from "<scope>.layer_drop".
  LayerDrop(double rate, const Scope& scope);

  // x: what the block reads, any shape. block: computes the stream after it under the context that it is given.
  // Auxiliary losses of a block that is left out count 0. Throws c10::Error where a draw is needed and undefined.
  at::Tensor Apply(const at::Tensor& x, absl::FunctionRef<at::Tensor(const ForwardContext&)> block,
                   const ForwardContext& context) const;

 private:
  Dropout dropout_;
};

}  // namespace ceteris
