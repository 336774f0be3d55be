// Cross entropy between logits and the tokens that came: what a language model is trained on and judged by.
//
//   loss = sum over targets t != kIgnoredTarget of  log(sum_v exp(logits[t, v])) - logits[t, target[t]]        in nats
//
// A sum, not a mean: the training loop divides by the number of valid targets of the whole step, which it knows on the
// host, so gradient accumulation over unequal micro-batches changes only rounding.
//
// Example:  const at::Tensor loss = CrossEntropySum(model->Forward(batch, context).logits, batch.targets);
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// logits: [..., vocab_size], float32, float64 or bfloat16; bfloat16 is widened to float32 first.
// targets: [...] int64 in [0, vocab_size), or kIgnoredTarget; a target outside throws c10::Error on the CPU.
// Returns a scalar, float64 for float64 logits and float32 otherwise; 0 where every target is ignored.
at::Tensor CrossEntropySum(const at::Tensor& logits, const at::Tensor& targets);

}  // namespace ceteris
