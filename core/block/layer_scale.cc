#include "core/block/layer_scale.h"

#include <ATen/TensorOperators.h>

namespace ceteris {

LayerScale::LayerScale(const config::LayerScale& config, int64_t d_model, const Scope& scope)
    : scale_(scope.Parameter("layer_scale", {d_model}, Constant(config.initial()), WeightDecay::kNoDecay)) {}

at::Tensor LayerScale::Forward(const at::Tensor& x) const { return x * scale_; }

}  // namespace ceteris
