// A trained factor per channel on a sublayer's output.
//
// Touvron et al. 2021, "Going deeper with Image Transformers" (CaiT), arXiv:2103.17239, eq. (3). The paper has it with
// pre-norm; here it composes with every residual connection.
//   y = scale * x        scale: [d_model], starts at config.initial everywhere
//
// Example:  LayerScale layer_scale(config.layer_scale(), d_model, scope);  y = layer_scale.Forward(sublayer(x));
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/block/block.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class LayerScale final {
 public:
  // Adds "<scope>.layer_scale" [d_model], not decayed.
  LayerScale(const config::LayerScale& config, int64_t d_model, const Scope& scope);

  // x: [..., d_model]. Returns the same shape and dtype.
  at::Tensor Forward(const at::Tensor& x) const;

 private:
  at::Tensor scale_;  // [d_model]
};

}  // namespace ceteris
