#include "core/block/residual_branch.h"

namespace ceteris {

ResidualBranch::ResidualBranch(const config::Stack& config, const Scope& scope)
    : layer_scale_(config.has_layer_scale()
                       ? std::make_unique<LayerScale>(config.layer_scale(), config.d_model(), scope)
                       : nullptr),
      dropout_(config.dropout_rate(), scope.Child("residual_dropout")) {}

at::Tensor ResidualBranch::Forward(const at::Tensor& x, const ForwardContext& context) const {
  return dropout_.Forward(layer_scale_ == nullptr ? x : layer_scale_->Forward(x), context);
}

}  // namespace ceteris
