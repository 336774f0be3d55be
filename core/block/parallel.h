// Sublayers that all read the same and are added together, behind one residual connection.
//
// Wang and Komatsuzaki 2021 (GPT-J); Chowdhery et al. 2022, "PaLM", arXiv:2204.02311, section 2. With pre-norm:
//   x <- x + Attention(Norm(x)) + FeedForward(Norm(x))
// Any residual connection takes the sum for its one sublayer; so dropout has one mask for the sum. With a memory,
// cross-attention is a third summand, which neither paper has.
//
// Example:  Parallel arrangement(config, scope.Child(3));
#pragma once

#include <memory>

#include "core/block/arrangement.h"
#include "core/block/block.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Parallel final : public Arrangement {
 public:
  // Adds what the residual connection adds under "<scope>": "<scope>.norm.weight" and so on.
  Parallel(const config::Stack& config, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, const Sublayers& sublayers, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return residual_->needs_final_norm(); }

 private:
  std::unique_ptr<Residual> residual_;
};

}  // namespace ceteris
