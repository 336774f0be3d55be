// Post-norm residual connection.
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.1, with the dropout of section 5.4.
//   x <- Norm(x + Dropout(Sublayer(x)))
//
// Example:  PostNorm residual(config, scope.Child("attention"));  x = residual.Apply(x, sublayer, context);
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/residual.h"
#include "core/block/residual_branch.h"
#include "core/norm/norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class PostNorm final : public Residual {
 public:
  // Adds the norm's parameters under "<scope>.norm" and what ResidualBranch adds. Reads norm and d_model of config.
  PostNorm(const config::Stack& config, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return false; }

 private:
  std::unique_ptr<Norm> norm_;
  ResidualBranch branch_;
};

}  // namespace ceteris
