// Pre-norm residual connection.
//
// Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture", arXiv:2002.04745, figure 1b; as in GPT-2
// (Radford et al. 2019). The stream itself is never normalised, so the stack ends with a norm of its own.
//   x <- x + Dropout(Sublayer(Norm(x)))
//
// Example:  PreNorm residual(config, scope.Child("attention"));  x = residual.Apply(x, sublayer, context);
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/residual.h"
#include "core/block/residual_branch.h"
#include "core/norm/norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class PreNorm final : public Residual {
 public:
  // Adds the norm's parameters under "<scope>.norm" and what ResidualBranch adds. Reads norm and d_model of config.
  PreNorm(const config::Stack& config, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, Sublayer sublayer, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return true; }

 private:
  std::unique_ptr<Norm> norm_;
  ResidualBranch branch_;
};

}  // namespace ceteris
