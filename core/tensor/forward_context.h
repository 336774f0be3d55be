// Everything a forward pass depends on besides its inputs and the weights, in one small struct passed by reference.
//
// Without it dropout, caching and recording would be hidden state inside layers. The default is inference.
//
// Example:  ForwardContext context;  context.training = true;  context.draw = draw;  model.Forward(batch, context);
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

class AuxiliaryLosses;  // core/tensor/auxiliary_losses.h
class KvCache;          // core/attention/kv_cache.h
class Recorder;         // attention weights on request

struct ForwardContext {
  // Whether dropout and its kin act.
  bool training = false;
  // int64 scalar on the model's device: which draw of every random stream this pass reads (the micro-step number). Read
  // by kernels only, never by the host, so that a captured graph sees a new number on each replay. Undefined where
  // nothing random can act.
  at::Tensor draw = {};
  // Keys and values of earlier tokens; nullptr computes the whole sequence.
  KvCache* cache = nullptr;
  Recorder* recorder = nullptr;
  // Where layers leave losses and metrics of their own in training; nullptr: they compute none.
  AuxiliaryLosses* auxiliary = nullptr;
  // Where gradients are wanted: whether a block keeps only its input for the backward pass, and runs again there.
  bool checkpoint_blocks = false;
};

}  // namespace ceteris
