#include "core/attention/rms_query_key_norm.h"

#include <ATen/ops/rms_norm.h>

namespace ceteris {

RmsQueryKeyNorm::RmsQueryKeyNorm(const config::RmsQueryKeyNorm& config, int64_t head_dim, const Scope& scope)
    : epsilon_(config.epsilon()),
      query_weight_(scope.Child("query_norm").Parameter("weight", {head_dim}, Ones(), WeightDecay::kNoDecay)),
      key_weight_(scope.Child("key_norm").Parameter("weight", {head_dim}, Ones(), WeightDecay::kNoDecay)) {}

at::Tensor RmsQueryKeyNorm::Query(const at::Tensor& x) const {
  return at::rms_norm(x, query_weight_.sizes(), query_weight_, epsilon_);
}

at::Tensor RmsQueryKeyNorm::Key(const at::Tensor& x) const {
  return at::rms_norm(x, key_weight_.sizes(), key_weight_, epsilon_);
}

}  // namespace ceteris
