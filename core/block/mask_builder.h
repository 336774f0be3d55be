// The attention mask of a forward pass, kept from the last pass where it would be the same.
//
// Example:  const AttentionMask mask = masks.Build(q_positions, k_positions, batch.may_attend);
#pragma once

#include <ATen/core/Tensor.h>

#include <mutex>

#include "core/attention/attention_mask.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

class MaskBuilder {
 public:
  // `position` must outlive the builder.
  MaskBuilder(bool causal, const PositionalScheme* position) : causal_(causal), position_(position) {}

  // MakeAttentionMask() with the scheme's bias. Between consecutive positions with nothing else hidden and no trained
  // bias the mask depends on the two lengths only, so the last one is kept: a training step then computes none.
  // Thread-safe.
  AttentionMask Build(const at::Tensor& q_positions, const at::Tensor& k_positions, const at::Tensor& may_attend) const;

 private:
  bool causal_;
  const PositionalScheme* position_;
  mutable std::mutex mutex_;
  mutable AttentionMask kept_;
};

}  // namespace ceteris
