// An encoder alone: BERT, ViT and their kin, by what the config composes.
//
// Devlin et al. 2018 (BERT), arXiv:1810.04805: post-norm blocks, learned positions, segments, an embedding norm, and a
// head for masked tokens or for classes. Dosovitskiy et al. 2020 (ViT), arXiv:2010.11929: pre-norm blocks over the
// patches of an image, and a head for classes.
//   x = Embed(tokens) + Segment(segments), or Patches(images)        hidden = Encoder(x)        logits = Head(hidden)
// Every place sees all others, later ones too: such a model predicts hidden tokens or classes, never the next token.
//
// Example:  EncoderOnly model(config, task_shape, scope);
//           at::Tensor logits = model.Forward(batch, context).logits;
#pragma once

#include <cstdint>
#include <memory>

#include "core/block/stack.h"
#include "core/embedding/patch_embedding.h"
#include "core/embedding/segment_embedding.h"
#include "core/embedding/token_embedding.h"
#include "core/tensor/scope.h"
#include "models/head/output_head.h"
#include "models/initialization.h"
#include "models/model.h"
#include "models/model.pb.h"

namespace ceteris {

class EncoderOnly final : public Model {
 public:
  // Adds "embedding.*", "encoder.*" and "head.*". The config must have passed ValidateModel(); what cannot be built
  // throws c10::Error.
  EncoderOnly(const config::Model& config, const TaskShape& shape, const Scope& scope);

  ModelOutput Forward(const Batch& batch, const ForwardContext& context) const override;
  // Of images, of their own size: shape is not read.
  double ForwardFlops(int64_t batch, const TaskShape& shape) const override;
  int64_t max_positions() const override { return encoder_.max_positions(); }
  const char* attention_kernel() const override { return encoder_.attention_kernel(); }
  bool is_causal() const override { return false; }
  std::unique_ptr<KvCache> MakeCache(int64_t batch, int64_t max_len) const override;

 private:
  EncoderOnly(const config::Model& config, const TaskShape& shape, const InitialWeights& initial, const Scope& scope);
  at::Tensor Embed(const Batch& batch) const;

  int64_t num_patches_ = 0;                     // with the class token; 0 where tokens are read
  std::unique_ptr<TokenEmbedding> tokens_;      // null where images are read
  std::unique_ptr<SegmentEmbedding> segments_;  // null where the task has none
  std::unique_ptr<PatchEmbedding> patches_;     // null where tokens are read
  Stack encoder_;
  std::unique_ptr<OutputHead> head_;
};

}  // namespace ceteris
