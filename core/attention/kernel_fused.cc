#include "core/attention/kernel_fused.h"

#include <ATen/ops/scaled_dot_product_attention.h>
#include <c10/util/Exception.h>

#include <cmath>

#include "core/attention/equal_widths.h"

namespace ceteris {
namespace {

at::Tensor AttendEqual(const EqualWidths& heads, const AttentionMask& mask, double scale) {
  const auto& [q, k, v] = heads;
  const bool grouped = k.size(1) != q.size(1);
  if (mask.causal || (!mask.may_attend.defined() && !mask.score_bias.defined())) {
    return at::scaled_dot_product_attention(q, k, v, {}, 0.0, mask.causal, scale, grouped);
  }
  at::Tensor folded = mask.score_bias.defined() ? mask.score_bias : mask.may_attend;
  // The CPU kernel takes a float32 bias on bfloat16 scores; the others want one dtype.
  if (folded.is_floating_point() && !folded.is_cpu()) folded = folded.to(q.scalar_type());
  return at::scaled_dot_product_attention(q, k, v, folded, 0.0, /*is_causal=*/false, scale, grouped);
}

}  // namespace

at::Tensor AttendFused(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                       double scale) {
  TORCH_CHECK(!mask.score_bias.defined() || !mask.score_bias.requires_grad(), "the fused kernel trains no score bias");
  const double of_products = scale > 0 ? scale : 1.0 / std::sqrt(static_cast<double>(q.size(3)));
  const at::Tensor mixed = AttendEqual(WithEqualWidths(q, k, v), mask, of_products);
  return v.size(3) < mixed.size(3) ? mixed.narrow(3, 0, v.size(3)) : mixed;
}

}  // namespace ceteris
