// A whole architecture: tokens or images in, logits out.
//
// Everything outside models/ sees this interface only: training, evaluation, generation and the parameter report do not
// know which family they run.
//
// Example:  ASSIGN_OR_RETURN(std::unique_ptr<Model> model, BuildModel(trial.model(), task_shape, scope));
//           const at::Tensor loss = CrossEntropySum(model->Forward(batch, context).logits, batch.targets);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/attention/kv_cache.h"
#include "core/batch/batch.h"
#include "core/batch/task_shape.h"
#include "core/tensor/forward_context.h"

namespace ceteris {

class EncoderDecoder;  // models/encoder_decoder.h

struct ModelOutput {
  // [batch, seq_len, vocab_size], or [batch, num_classes] of a classifier, in the dtype of the weights.
  at::Tensor logits;
  // [batch, seq_len, d_model]: the last hidden states, which the head reads. Of an image one per patch and class token.
  at::Tensor hidden;
};

class Model {
 public:
  virtual ~Model() = default;

  // Reads the parts of the batch that its family has: inputs, positions, may_attend and segments, or images, and
  // beside a decoder source and source_may_attend; targets are the objective's business. With context.cache the inputs
  // continue what the cache holds. Throws c10::Error where shapes do not fit, where a part is missing or would not be
  // read, and where a position is max_positions() or more.
  virtual ModelOutput Forward(const Batch& batch, const ForwardContext& context) const = 0;

  // Floating-point operations of a forward pass without cache over `batch` sequences of shape.seq_len tokens, and
  // sources of shape.source_len: matrix products only, a multiplication and an addition count as two, scores for the
  // full square although a causal mask makes half of it vain. A training step costs three times as much.
  virtual double ForwardFlops(int64_t batch, const TaskShape& shape) const = 0;

  // Positions of `inputs` from this one on are undefined (learned positions); PositionalScheme::kUnlimited where there
  // is no bound.
  virtual int64_t max_positions() const = 0;

  // Which implementation computes self-attention in training: AttentionKernelName() in
  // core/attention/attention_kernel.h.
  virtual const char* attention_kernel() const = 0;

  // Whether logits of a place depend on no later input, so that a sequence can be continued token by token.
  virtual bool is_causal() const = 0;

  // An empty cache with room for max_len tokens of `batch` sequences, for ForwardContext::cache. Throws c10::Error
  // where the model is not causal.
  virtual std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const = 0;

  // This model where it is one: who decodes encodes a source once and reads it many times. Else nullptr.
  virtual const EncoderDecoder* AsEncoderDecoder() const { return nullptr; }
};

}  // namespace ceteris
