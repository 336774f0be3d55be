// How the queries and keys of an attention layer are normalised, each head by itself, before positions rotate them and
// before keys are cached.
//
// Example:  std::unique_ptr<QueryKeyNorm> norm = BuildQueryKeyNorm(config, {head_dim, seq_len}, scope);
//           q = norm->Query(q);  k = norm->Key(k);      scores = q k^T * norm->scale()
#pragma once

#include <ATen/core/Tensor.h>

#include <cmath>
#include <cstdint>

namespace ceteris {

class QueryKeyNorm {
 public:
  virtual ~QueryKeyNorm() = default;

  // x: [batch, heads, len, head_dim], float32, float64 or bfloat16. The same shape and dtype. No matrix product.
  virtual at::Tensor Query(const at::Tensor& x) const = 0;
  virtual at::Tensor Key(const at::Tensor& x) const = 0;

  // What products of queries and keys are multiplied by where the config names no scale.
  virtual double DefaultScale(int64_t head_dim) const { return 1.0 / std::sqrt(static_cast<double>(head_dim)); }
};

}  // namespace ceteris
