// A block that keeps only its input for the backward pass, where it runs a second time.
//
// Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174, section 4.2, with a segment per
// block. A stack of L blocks holds L inputs and the activations of one block instead of those of L, for one more
// forward pass. The same bits: a block depends on its inputs, its weights and the draw of the
// context alone (dropout masks are a function of the draw), and both passes run as if nothing were checkpointed.
//
// Example:  y = ForwardCheckpointed(block, x, {mask}, context);   // y.backward() as ever
#pragma once

#include <ATen/core/Tensor.h>

#include "core/block/block.h"
#include "core/tensor/forward_context.h"

namespace ceteris {

// As block.Forward(x, inputs, context), which it is where no gradient is wanted, x requires none, or context has a
// cache. `block`, and what `context` points to, must live until the backward pass, which adds to the gradients of the
// block's parameters itself: it is for backward(), not for gradients with respect to named tensors. context.draw must
// not change before it, or it throws c10::Error; the gradient of a gradient is not defined, and throws too.
at::Tensor ForwardCheckpointed(const Block& block, const at::Tensor& x, const BlockInputs& inputs,
                               const ForwardContext& context);

}  // namespace ceteris
