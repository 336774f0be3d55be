// BERT's head for masked tokens.
//
// Devlin et al. 2018, "BERT", arXiv:1810.04805, section 3.1; the layer before the scores is that of the released code.
//   logits = Norm(GELU(hidden W^T + b)) Head^T        GELU exact; Norm of the kind that the stack has
// BERT adds a bias per token to the scores: embedding.head_bias. Scores of every place are computed, of masked ones or
// not.
//
// Example:  MaskedLanguageModelHead head(config.encoder(), &embedding, weight, scope.Child("head"));
//           at::Tensor logits = head.Forward(hidden, {}, context);
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/embedding/token_embedding.h"
#include "core/norm/norm.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"
#include "models/head/output_head.h"

namespace ceteris {

class MaskedLanguageModelHead final : public OutputHead {
 public:
  // Adds "<scope>.dense.weight" [d_model, d_model], "<scope>.dense.bias" and "<scope>.norm.*". Reads d_model and norm
  // of `stack`. embedding must outlive the head.
  MaskedLanguageModelHead(const config::Stack& stack, const TokenEmbedding* embedding, const Initializer& weight,
                          const Scope& scope);

  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend,
                     const ForwardContext& context) const override;
  double Flops(int64_t batch, int64_t seq_len) const override;

 private:
  const TokenEmbedding* embedding_;
  Linear dense_;
  std::unique_ptr<Norm> norm_;
};

}  // namespace ceteris
