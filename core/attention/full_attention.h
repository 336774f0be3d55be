// Every key is visible: Vaswani et al. 2017, arXiv:1706.03762, eq. (1).
#pragma once

#include "core/attention/attention_pattern.h"

namespace ceteris {

class FullAttention final : public AttentionPattern {
 public:
  at::Tensor MayAttend(const at::Tensor&, const at::Tensor&) const override { return at::Tensor(); }
};

}  // namespace ceteris
