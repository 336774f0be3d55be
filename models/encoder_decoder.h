// An encoder that reads a source and a decoder that writes a target: the first Transformer.
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3: post-norm blocks, sinusoidal
// positions, one table for both embeddings and the head. T5 (Raffel et al. 2019, arXiv:1910.10683) and Marian are other
// compositions of the same.
//   memory = Encoder(Embed(source))        hidden = Decoder(Embed(inputs), memory)        logits = hidden Head^T
// Row t of the logits predicts what follows inputs[t] (teacher forcing): inputs are the target behind a start token.
//
// Example:  EncoderDecoder model(config, task_shape, scope);
//           at::Tensor logits = model.Forward(batch, context).logits;   // [batch, seq_len, vocab_size]
#pragma once

#include <cstdint>
#include <memory>

#include "core/block/stack.h"
#include "core/embedding/token_embedding.h"
#include "core/tensor/scope.h"
#include "models/initialization.h"
#include "models/model.h"
#include "models/model.pb.h"

namespace ceteris {

class EncoderDecoder final : public Model {
 public:
  // Adds "embedding.*" (of the target, and of the source too where they share it), "embedding.source.*" (what the
  // source has for itself), "encoder.*", "decoder.*" and, untied, "head.weight". The config must have passed
  // ValidateModel(); what cannot be built throws c10::Error.
  EncoderDecoder(const config::Model& config, const TaskShape& shape, const Scope& scope);

  // Decode(batch, Encode(batch, context), context).
  ModelOutput Forward(const Batch& batch, const ForwardContext& context) const override;

  // What the decoder reads of batch.source and source_may_attend; nothing else of the batch is read. context.cache is
  // the decoder's and is left alone.
  Memory Encode(const Batch& batch, const ForwardContext& context) const;
  // Reads inputs, positions and may_attend. With context.cache the inputs continue what the cache holds; the memory is
  // the same in every call.
  ModelOutput Decode(const Batch& batch, const Memory& memory, const ForwardContext& context) const;

  double ForwardFlops(int64_t batch, const TaskShape& shape) const override;
  int64_t max_positions() const override { return decoder_.max_positions(); }
  int64_t max_source_positions() const { return encoder_.max_positions(); }
  const char* attention_kernel() const override { return decoder_.attention_kernel(); }
  bool is_causal() const override { return true; }
  std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const override {
    return decoder_.MakeCache(batch, max_len);
  }
  const EncoderDecoder* AsEncoderDecoder() const override { return this; }

 private:
  struct InitialStacks {
    InitialWeights encoder, decoder;
  };
  static InitialStacks StartStacks(const config::Model& config);
  EncoderDecoder(const config::Model& config, const TaskShape& shape, const InitialStacks& initial, const Scope& scope);

  TokenEmbedding embedding_;  // of source and target, and the head
  Stack encoder_;
  Stack decoder_;
};

}  // namespace ceteris
