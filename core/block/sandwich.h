// Sandwich residual connection: a norm on both sides of the sublayer.
//
// Ding et al. 2021, "CogView", arXiv:2105.13290, section 2.4 (Sandwich-LN); as in Gemma 2 (arXiv:2408.00118). The
// stream itself is never normalised, so the stack ends with a norm of its own. Dropout acts on what is added, behind
// the second norm, as with every residual connection here.
//   x <- x + Dropout(OutputNorm(Sublayer(Norm(x))))
//
// Example:  Sandwich residual(config, scope.Child("attention"));  x = residual.Apply(x, sublayer, context);
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/residual.h"
#include "core/block/residual_branch.h"
#include "core/norm/norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Sandwich final : public Residual {
 public:
  // Adds the norms' parameters under "<scope>.norm" and "<scope>.output_norm" and what ResidualBranch adds.
  Sandwich(const config::Stack& config, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return true; }

 private:
  std::unique_ptr<Norm> norm_, output_norm_;
  ResidualBranch branch_;
};

}  // namespace ceteris
