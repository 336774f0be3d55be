#include "models/decoder_only.h"

#include <c10/util/Exception.h>

namespace ceteris {
namespace {

StackContext DecoderContext(const config::Model& config, const TaskShape& context, const InitialWeights& initial,
                            const Scope& scope) {
  StackContext stack{scope.Child("embedding"), *initial.weight, *initial.residual};
  stack.seq_len = context.seq_len;
  stack.causal = true;
  stack.embedding_dropout_rate = config.embedding().dropout_rate();
  return stack;
}

}  // namespace

DecoderOnly::DecoderOnly(const config::Model& config, const TaskShape& context, const Scope& scope)
    : DecoderOnly(
          config, context,
          BuildInitialization(config.initialization(), 2 * config.decoder().num_layers(), config.decoder().d_model()),
          scope) {}

DecoderOnly::DecoderOnly(const config::Model& config, const TaskShape& context, const InitialWeights& initial,
                         const Scope& scope)
    : embedding_(config.embedding(), {context.vocab_size, config.decoder().d_model()}, *initial.weight, scope),
      decoder_(config.decoder(), DecoderContext(config, context, initial, scope), scope.Child("decoder")) {}

ModelOutput DecoderOnly::Forward(const Batch& batch, const ForwardContext& context) const {
  TORCH_CHECK(batch.inputs.defined() && !batch.source.defined() && !batch.segments.defined(),
              "a decoder alone reads inputs, and neither a source nor segments");
  const at::Tensor x = embedding_.Forward(batch.inputs);  // [batch, seq_len, d_model]
  const at::Tensor hidden =
      decoder_.Forward(x, batch.positions, batch.may_attend, context);  // [batch, seq_len, d_model]
  return {embedding_.Logits(hidden), hidden};                           // [batch, seq_len, vocab_size]
}

double DecoderOnly::ForwardFlops(int64_t batch, const TaskShape& shape) const {
  const int64_t num_tokens = batch * shape.seq_len;
  return embedding_.EmbedFlops(num_tokens) + decoder_.ForwardFlops(batch, shape.seq_len) +
         embedding_.LogitFlops(num_tokens);
}

}  // namespace ceteris
