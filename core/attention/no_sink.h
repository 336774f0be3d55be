// No sink: the weights of a query sum to 1. Vaswani et al. 2017, arXiv:1706.03762, eq. (1).
#pragma once

#include "core/attention/sink.h"

namespace ceteris {

class NoSink final : public Sink {
 public:
  at::Tensor Logits() const override { return at::Tensor(); }
};

}  // namespace ceteris
