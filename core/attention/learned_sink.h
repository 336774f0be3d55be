// A sink with one trained logit per head.
//
// OpenAI 2025, "gpt-oss-120b & gpt-oss-20b model card", arXiv:2508.10925: a learned bias in the denominator of the
// softmax. Deviation: it starts at 0, where the released code draws it; so it starts as ZeroSink.
//   p_j = exp(s_j) / (exp(sink_h) + sum_i exp(s_i))
//
// Example:  LearnedSink sink(num_heads, scope);   rule.sink = sink.Logits();
#pragma once

#include <cstdint>

#include "core/attention/sink.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LearnedSink final : public Sink {
 public:
  // Adds "<scope>.sink.logit" [num_heads], zeros, not decayed.
  LearnedSink(int64_t num_heads, const Scope& scope);
  at::Tensor Logits() const override { return logits_; }

 private:
  at::Tensor logits_;  // [num_heads]
};

}  // namespace ceteris
