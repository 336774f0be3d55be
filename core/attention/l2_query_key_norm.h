// Scores that are cosines times one trained number: queries and keys of length 1, head by head.
//
// Henry et al. 2020, "Query-Key Normalization for Transformers", arXiv:2010.04245, section 3.
//   q <- g * q / |q|        k <- k / |k|        scores = q k^T, not divided by sqrt(head_dim)
// g is one number per layer. It starts at log2(L^2 - L), where the paper takes for L the 97.5th percentile of the
// training lengths; here all sequences have one length, which is L (at least 2). |x| is sqrt(sum x^2 + 1e-12), so that
// a zero vector has a gradient.
//
// Example:  L2QueryKeyNorm norm(config, /*seq_len=*/64, scope);  q = norm.Query(q);
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"
#include "core/attention/query_key_norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

class L2QueryKeyNorm final : public QueryKeyNorm {
 public:
  // Adds "<scope>.query_key_norm.scale" [1], not decayed.
  L2QueryKeyNorm(const config::L2QueryKeyNorm& config, int64_t seq_len, const Scope& scope);

  // Lengths are computed in float32 for bfloat16.
  at::Tensor Query(const at::Tensor& x) const override;
  at::Tensor Key(const at::Tensor& x) const override;
  double DefaultScale(int64_t) const override { return 1; }

 private:
  at::Tensor scale_;  // [1]
};

}  // namespace ceteris
