// What happens to a sublayer's output before it is added to the residual stream: LayerScale where there is one, then
// dropout. The same for every residual connection.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 5.4 (the dropout); core/block/layer_scale.h.
//   y = Dropout(LayerScale(x))
//
// Example:  ResidualBranch branch(config, scope);  x = x + branch.Forward(sublayer(x), context);
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/layer_scale.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

class ResidualBranch final {
 public:
  // Reads d_model, dropout_rate and layer_scale of config. Dropout draws from "<scope>.residual_dropout".
  ResidualBranch(const config::Stack& config, const Scope& scope);

  // x: [batch, seq_len, d_model]. Returns the same shape and dtype, possibly x itself.
  at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const;

 private:
  std::unique_ptr<LayerScale> layer_scale_;  // null where config has none
  Dropout dropout_;
};

}  // namespace ceteris
