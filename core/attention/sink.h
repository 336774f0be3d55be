// One more logit in each softmax that has no value: a head that finds nothing may attend to it.
//
//   p_j = exp(s_j) / (exp(sink_h) + sum_i exp(s_i))
// The weights of a query then sum to less than 1, to 0 where it sees no key.
//
// Example:  std::unique_ptr<Sink> sink = BuildSink(config, num_heads, scope);   rule.sink = sink->Logits();
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

class Sink {
 public:
  virtual ~Sink() = default;

  // [num_heads], in the model's dtype; undefined: there is no sink.
  virtual at::Tensor Logits() const = 0;
};

}  // namespace ceteris
