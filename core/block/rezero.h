// ReZero residual connection: every sublayer starts switched off.
//
// Bachlechner et al. 2020, "ReZero is All You Need: Fast Convergence at Large Depth", arXiv:2003.04887, eq. (2). The
// paper's form has no norm, which is `norm { no_norm {} }` here; another norm stands where pre-norm has it.
//   x <- x + alpha * Dropout(Sublayer(Norm(x)))        alpha: one per sublayer, starts at 0
// At the first step only alphas have a gradient: all weights before them have exactly 0.
//
// Example:  ReZero residual(config, scope.Child("attention"));  x = residual.Apply(x, sublayer, context);
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/residual.h"
#include "core/block/residual_branch.h"
#include "core/norm/norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class ReZero final : public Residual {
 public:
  // Adds "<scope>.alpha" [1], not decayed, the norm's parameters under "<scope>.norm" and what ResidualBranch adds.
  ReZero(const config::Stack& config, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return true; }  // with no_norm it is none

 private:
  std::unique_ptr<Norm> norm_;
  ResidualBranch branch_;
  at::Tensor alpha_;  // [1]
};

}  // namespace ceteris
