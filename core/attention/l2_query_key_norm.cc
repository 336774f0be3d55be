#include "core/attention/l2_query_key_norm.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

namespace ceteris {
namespace {

constexpr double kEpsilon = 1e-12;

double InitialScale(const config::L2QueryKeyNorm& config, int64_t seq_len) {
  if (config.initial_scale() > 0) return config.initial_scale();
  const double len = static_cast<double>(std::max<int64_t>(seq_len, 2));
  return std::log2(len * len - len);
}

at::Tensor OfLengthOne(const at::Tensor& x) {
  const at::Tensor wide = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
  return (wide * (wide.square().sum(-1, /*keepdim=*/true) + kEpsilon).rsqrt()).to(x.scalar_type());
}

}  // namespace

L2QueryKeyNorm::L2QueryKeyNorm(const config::L2QueryKeyNorm& config, int64_t seq_len, const Scope& scope)
    : scale_(scope.Child("query_key_norm")
                 .Parameter("scale", {1}, Constant(InitialScale(config, seq_len)), WeightDecay::kNoDecay)) {}

at::Tensor L2QueryKeyNorm::Query(const at::Tensor& x) const { return OfLengthOne(x) * scale_; }

at::Tensor L2QueryKeyNorm::Key(const at::Tensor& x) const { return OfLengthOne(x); }

}  // namespace ceteris
