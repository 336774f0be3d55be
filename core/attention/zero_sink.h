// A sink whose logit is 0: "softmax off by one".
//
// Miller 2023, "Attention is off by one": p_j = exp(s_j) / (1 + sum_i exp(s_i)). Nothing is trained.
//
// Example:  ZeroSink sink(num_heads, scope);   rule.sink = sink.Logits();
#pragma once

#include <cstdint>

#include "core/attention/sink.h"
#include "core/tensor/scope.h"

namespace ceteris {

class ZeroSink final : public Sink {
 public:
  ZeroSink(int64_t num_heads, const Scope& scope);
  at::Tensor Logits() const override { return logits_; }

 private:
  at::Tensor logits_;  // [num_heads]
};

}  // namespace ceteris
