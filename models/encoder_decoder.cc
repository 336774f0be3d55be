#include "models/encoder_decoder.h"

#include <c10/util/Exception.h>

namespace ceteris {
namespace {

StackContext EncoderContext(const config::Model& config, const TaskShape& shape, const InitialWeights& initial,
                            const Scope& scope) {
  StackContext stack{scope.Child("embedding").Child("source"), *initial.weight, *initial.residual};
  stack.seq_len = shape.source_len;
  stack.causal = false;
  stack.embedding_dropout_rate = config.embedding().dropout_rate();
  return stack;
}

StackContext DecoderContext(const config::Model& config, const TaskShape& shape, const InitialWeights& initial,
                            const Scope& scope) {
  StackContext stack{scope.Child("embedding"), *initial.weight, *initial.residual};
  stack.seq_len = shape.seq_len;
  stack.causal = true;
  stack.memory_d_model = config.encoder().d_model();
  stack.embedding_dropout_rate = config.embedding().dropout_rate();
  return stack;
}

}  // namespace

EncoderDecoder::EncoderDecoder(const config::Model& config, const TaskShape& shape, const Scope& scope)
    : EncoderDecoder(config, shape, StartStacks(config), scope) {}

// Attention and feed-forward in each block of the encoder, cross-attention too in the decoder.
EncoderDecoder::InitialStacks EncoderDecoder::StartStacks(const config::Model& config) {
  const config::Stack &encoder = config.encoder(), &decoder = config.decoder();
  return {BuildInitialization(config.initialization(), 2 * encoder.num_layers(), encoder.d_model()),
          BuildInitialization(config.initialization(), 3 * decoder.num_layers(), decoder.d_model())};
}

EncoderDecoder::EncoderDecoder(const config::Model& config, const TaskShape& shape, const InitialStacks& initial,
                               const Scope& scope)
    : embedding_(config.embedding(), {shape.vocab_size, config.decoder().d_model(), config.encoder().d_model()},
                 *initial.decoder.weight, scope),
      encoder_(config.encoder(), EncoderContext(config, shape, initial.encoder, scope), scope.Child("encoder")),
      decoder_(config.decoder(), DecoderContext(config, shape, initial.decoder, scope), scope.Child("decoder")) {}

ModelOutput EncoderDecoder::Forward(const Batch& batch, const ForwardContext& context) const {
  return Decode(batch, Encode(batch, context), context);
}

Memory EncoderDecoder::Encode(const Batch& batch, const ForwardContext& context) const {
  TORCH_CHECK(batch.source.defined(), "an encoder-decoder reads a source");
  ForwardContext encoder_context = context;
  encoder_context.cache = nullptr;
  const at::Tensor x = embedding_.ForwardSource(batch.source);  // [batch, source_len, d_model]
  return {encoder_.Forward(x, at::Tensor(), batch.source_may_attend, encoder_context), batch.source_may_attend};
}

ModelOutput EncoderDecoder::Decode(const Batch& batch, const Memory& memory, const ForwardContext& context) const {
  TORCH_CHECK(batch.inputs.defined() && !batch.segments.defined(), "a decoder reads inputs and no segments");
  const at::Tensor x = embedding_.Forward(batch.inputs);  // [batch, seq_len, d_model]
  const at::Tensor hidden =
      decoder_.Forward(x, batch.positions, batch.may_attend, memory, context);  // [batch, seq_len, d_model]
  return {embedding_.Logits(hidden), hidden};                                   // [batch, seq_len, vocab_size]
}

double EncoderDecoder::ForwardFlops(int64_t batch, const TaskShape& shape) const {
  return embedding_.SourceFlops(batch * shape.source_len) + encoder_.ForwardFlops(batch, shape.source_len) +
         embedding_.EmbedFlops(batch * shape.seq_len) + decoder_.ForwardFlops(batch, shape.seq_len, shape.source_len) +
         embedding_.LogitFlops(batch * shape.seq_len);
}

}  // namespace ceteris
