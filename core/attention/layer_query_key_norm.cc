#include "core/attention/layer_query_key_norm.h"

#include <ATen/ops/layer_norm.h>

namespace ceteris {

LayerQueryKeyNorm::LayerQueryKeyNorm(const config::LayerQueryKeyNorm& config, int64_t head_dim, const Scope& scope)
    : epsilon_(config.epsilon()),
      query_weight_(scope.Child("query_norm").Parameter("weight", {head_dim}, Ones(), WeightDecay::kNoDecay)),
      key_weight_(scope.Child("key_norm").Parameter("weight", {head_dim}, Ones(), WeightDecay::kNoDecay)) {}

at::Tensor LayerQueryKeyNorm::Query(const at::Tensor& x) const {
  return at::layer_norm(x, query_weight_.sizes(), query_weight_, /*bias=*/{}, epsilon_);
}

at::Tensor LayerQueryKeyNorm::Key(const at::Tensor& x) const {
  return at::layer_norm(x, key_weight_.sizes(), key_weight_, /*bias=*/{}, epsilon_);
}

}  // namespace ceteris
