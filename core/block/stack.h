// A stack of Transformer blocks: positions, blocks, and a final norm where the residuals need one.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.1. A decoder is causal, an encoder is not; with a memory every block
// also attends to the output of another stack.
//   x <- Dropout(AddPositions(x));  x <- Block_l(x), l = 0 .. num_layers - 1;  return Norm(x)      the norm with
//   pre-norm residuals only
// With embedding_norm, as in BERT (Devlin et al. 2018, arXiv:1810.04805):  x <- Dropout(Norm(AddPositions(x))).
//
// Example:  Stack decoder(config.decoder(), context, model_scope.Child("decoder"));
//           x = embedding.Forward(batch.inputs);
//           at::Tensor hidden = decoder.Forward(x, batch.positions, batch.may_attend, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/attention/kv_cache.h"
#include "core/block/block.h"
#include "core/block/block.pb.h"
#include "core/block/mask_builder.h"
#include "core/block/stack_context.h"
#include "core/norm/norm.h"
#include "core/position/positional_scheme.h"
#include "core/position/randomised_positions.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

// The output of an encoder, as a decoder's cross-attention reads it.
struct Memory {
  at::Tensor hidden;      // [batch, memory_len, memory_d_model]
  at::Tensor may_attend;  // [1 | batch, 1, 1 | seq_len, memory_len] bool; undefined: all
};

class Stack {
 public:
  // Adds "<scope>.0.attention.query.weight" and so on, "<scope>.norm.*", "<scope>.embedding_norm.*". The config must
  // have passed ValidateStack(); what cannot be built throws c10::Error. Pointers in `context` are read while building
  // only.
  Stack(const config::Stack& config, const StackContext& context, const Scope& scope);

  // x: [batch, seq_len, d_model], token embeddings
  // positions: [1 | batch, seq_len] int64; undefined: 0, 1, 2, ..., after those in context.cache. Where the config
  // randomises positions they are places in the sequence, below its length (with a cache: below cache->max_len()).
  // may_attend: [1 | batch, 1, 1 | seq_len, key_len] bool, beside causality; undefined: all. key_len counts cached
  // tokens too. Returns [batch, seq_len, d_model].
  at::Tensor Forward(const at::Tensor& x, const at::Tensor& positions, const at::Tensor& may_attend,
                     const ForwardContext& context) const;
  // The same with cross-attention, for a stack that was built with memory_d_model > 0. Its keys and values are
  // computed in every call.
  at::Tensor Forward(const at::Tensor& x, const at::Tensor& positions, const at::Tensor& may_attend,
                     const Memory& memory, const ForwardContext& context) const;

  // Room for max_len tokens of `batch` sequences.
  std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const;

  // Floating-point operations of a forward pass without cache: matrix products only, 2 per multiply-add, full
  // rectangles of scores.
  double ForwardFlops(int64_t batch, int64_t seq_len, int64_t memory_len = 0) const;

  const PositionalScheme& position() const { return *position_; }
  // The length that no sequence may exceed; PositionalScheme::kUnlimited where there is no bound.
  int64_t max_positions() const;
  // What self-attention runs on in training at the length that the stack was built for: AttentionKernelName(); the
  // same in all layers.
  const char* attention_kernel() const { return AttentionKernelName(blocks_.front().attention().kernel(seq_len_)); }

 private:
  at::TensorOptions options_;
  int64_t seq_len_;
  std::unique_ptr<PositionalScheme> position_;
  std::unique_ptr<RandomisedPositions> randomised_;  // null where positions are places
  MaskBuilder masks_;
  std::unique_ptr<Norm> embedding_norm_;  // null where the config has none
  Dropout embedding_dropout_;
  std::vector<Block> blocks_;
  std::unique_ptr<Norm> norm_;  // null where the residuals need none
};

}  // namespace ceteris
