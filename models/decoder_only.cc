#include "models/decoder_only.h"

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
          BuildInitialization(config.initialization(), config.decoder().num_layers(), config.decoder().d_model()),
          scope) {}

DecoderOnly::DecoderOnly(const config::Model& config, const TaskShape& context, const InitialWeights& initial,
                         const Scope& scope)
    : embedding_(config.embedding(), {context.vocab_size, config.decoder().d_model()}, *initial.weight, scope),
      decoder_(config.decoder(), DecoderContext(config, context, initial, scope), scope.Child("decoder")) {}

ModelOutput DecoderOnly::Forward(const Batch& batch, const ForwardContext& context) const {
  const at::Tensor x = embedding_.Forward(batch.inputs);  // [batch, seq_len, d_model]
  const at::Tensor hidden =
      decoder_.Forward(x, batch.positions, batch.may_attend, context);  // [batch, seq_len, d_model]
  return {embedding_.Logits(hidden)};                                   // [batch, seq_len, vocab_size]
}

double DecoderOnly::ForwardFlops(int64_t batch, int64_t seq_len) const {
  return embedding_.EmbedFlops(batch * seq_len) + decoder_.ForwardFlops(batch, seq_len) +
         embedding_.LogitFlops(batch * seq_len);
}

}  // namespace ceteris
