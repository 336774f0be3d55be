#include "core/attention/equal_widths.h"

#include <ATen/ops/constant_pad_nd.h>

#include <algorithm>

namespace ceteris {

EqualWidths WithEqualWidths(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  const int64_t width = std::max(q.size(3), v.size(3));
  const auto widened = [width](const at::Tensor& x) {
    return x.size(3) == width ? x : at::constant_pad_nd(x, {0, width - x.size(3)});
  };
  return {widened(q), widened(k), widened(v)};
}

}  // namespace ceteris
