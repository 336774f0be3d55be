// A causal decoder alone: GPT, Llama and their kin, by what the config composes.
//
// Radford et al. 2019 (GPT-2): pre-norm blocks, learned positions, GELU, tied head. Radford et al. 2018 (GPT-1) is the
// same with post-norm blocks; Touvron et al. 2023 (Llama), arXiv:2302.13971, with rotary, rms_norm, swiglu and no
// biases.
//   x = Embed(tokens)        hidden = Decoder(x)        logits = hidden Head^T, Head = Embed's table where tied
//
// Example:  DecoderOnly model(config, {vocab_size, seq_len}, scope);
//           at::Tensor logits = model.Forward(batch, context).logits;   // row t predicts token t + 1
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

class DecoderOnly final : public Model {
 public:
  // Adds "embedding.*", "decoder.*" and, untied, "head.weight". The config must have passed ValidateModel(); what
  // cannot be built throws c10::Error.
  DecoderOnly(const config::Model& config, const TaskShape& context, const Scope& scope);

  ModelOutput Forward(const Batch& batch, const ForwardContext& context) const override;
  double ForwardFlops(int64_t batch, const TaskShape& shape) const override;
  int64_t max_positions() const override { return decoder_.max_positions(); }
  const char* attention_kernel() const override { return decoder_.attention_kernel(); }
  bool is_causal() const override { return true; }
  std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const override {
    return decoder_.MakeCache(batch, max_len);
  }

 private:
  DecoderOnly(const config::Model& config, const TaskShape& context, const InitialWeights& initial, const Scope& scope);

  TokenEmbedding embedding_;
  Stack decoder_;
};

}  // namespace ceteris
