// The attention mask of a forward pass, kept from the last pass where it would be the same.
//
// Example:  const AttentionMask mask = masks.Build(q_positions, k_positions, batch.may_attend);
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <mutex>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_kernel.h"
#include "core/attention/attention_mask.h"
#include "core/attention/pattern_factory.h"
#include "core/position/positional_scheme.h"

namespace ceteris {

class MaskBuilder {
 public:
  // `position` must outlive the builder.
  MaskBuilder(bool causal, const config::Attention& attention, const PositionalScheme* position)
      : causal_(causal), in_blocks_(RunsInBlocks(attention)), pattern_(BuildPattern(attention)), position_(position) {}

  // MakeAttentionMask() with the pattern and the scheme's bias; in blocks where the pattern is a window, the sequence
  // long and no cache before it, and may_attend hides whole keys at most. Between consecutive positions with nothing
  // else hidden and no trained bias the mask depends on the two lengths only, so the last one is kept: a training step
  // then computes none. Thread-safe.
  AttentionMask Build(const at::Tensor& q_positions, const at::Tensor& k_positions, const at::Tensor& may_attend) const;

 private:
  AttentionMask Make(const at::Tensor& q_positions, const at::Tensor& k_positions, const at::Tensor& may_attend) const;

  bool causal_, in_blocks_;
  std::unique_ptr<AttentionPattern> pattern_;
  const PositionalScheme* position_;
  mutable std::mutex mutex_;
  mutable AttentionMask kept_;
};

}  // namespace ceteris
