// A whole architecture: tokens in, logits out.
//
// Everything outside models/ sees this interface only: training, evaluation, generation and the parameter report do not
// know which family they run.
//
// Example:  ASSIGN_OR_RETURN(std::unique_ptr<Model> model, BuildModel(trial.model(), {vocab_size, seq_len}, scope));
//           const at::Tensor loss = CrossEntropySum(model->Forward(batch, context).logits, batch.targets);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/attention/kv_cache.h"
#include "core/batch/batch.h"
#include "core/tensor/forward_context.h"
#include "core/batch/task_shape.h"

namespace ceteris {

struct ModelOutput {
  at::Tensor logits;  // [batch, seq_len, vocab_size], in the dtype of the weights
};

class Model {
 public:
  virtual ~Model() = default;

  // Reads batch.inputs, positions and may_attend; targets are the objective's business. With context.cache the inputs
  // continue what the cache holds. Throws c10::Error where shapes do not fit and where a position is max_positions() or
  // more.
  virtual ModelOutput Forward(const Batch& batch, const ForwardContext& context) const = 0;

  // Floating-point operations of a forward pass without cache: matrix products only, a multiplication and an addition
  // count as two, scores for the full square although a causal mask makes half of it vain. A training step costs three
  // times as much.
  virtual double ForwardFlops(int64_t batch, int64_t seq_len) const = 0;

  // Positions from this one on are undefined (learned positions); PositionalScheme::kUnlimited where there is no bound.
  virtual int64_t max_positions() const = 0;

  // Which implementation computes self-attention in training: AttentionKernelName() in
  // core/attention/attention_kernel.h.
  virtual const char* attention_kernel() const = 0;

  // An empty cache with room for max_len tokens of `batch` sequences, for ForwardContext::cache.
  virtual std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const = 0;
};

}  // namespace ceteris
