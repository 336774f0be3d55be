// Queries and keys as they are projected: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.
#pragma once

#include "core/attention/query_key_norm.h"

namespace ceteris {

class NoQueryKeyNorm final : public QueryKeyNorm {
 public:
  at::Tensor Query(const at::Tensor& x) const override { return x; }
  at::Tensor Key(const at::Tensor& x) const override { return x; }
};

}  // namespace ceteris
