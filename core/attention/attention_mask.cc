#include "core/attention/attention_mask.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <c10/util/Exception.h>

#include <limits>

namespace ceteris {
namespace {

// [1, 1, query_len, key_len] bool.
at::Tensor CausalPattern(int64_t query_len, int64_t key_len, const at::Device& device) {
  return at::ones({1, 1, query_len, key_len}, at::TensorOptions().dtype(at::kBool).device(device))
      .tril(key_len - query_len);
}

}  // namespace

AttentionMask MakeAttentionMask(bool causal, const at::Tensor& q_positions, const at::Tensor& k_positions,
                                const at::Tensor& may_attend, const at::Tensor& score_bias) {
  const int64_t query_len = q_positions.size(1), key_len = k_positions.size(1);
  TORCH_CHECK(!causal || query_len <= key_len, query_len, " queries, but only ", key_len, " keys to look back on");
  TORCH_CHECK(!may_attend.defined() || (may_attend.dim() == 4 && may_attend.scalar_type() == at::kBool),
              "may_attend is [batch, heads, query_len, key_len] bool");
  TORCH_CHECK(!score_bias.defined() || score_bias.dim() == 4, "score_bias is [batch, num_heads, query_len, key_len]");
  AttentionMask mask;
  mask.q_positions = q_positions;
  mask.k_positions = k_positions;
  mask.may_attend = may_attend;
  mask.may_hide_all = may_attend.defined();
  mask.hides_later = causal && query_len == key_len;
  if (causal && query_len > 1) {  // one query is the last: every key is behind it
    if (query_len == key_len && !may_attend.defined() && !score_bias.defined()) {
      mask.causal = true;
    } else {
      const at::Tensor pattern = CausalPattern(query_len, key_len, q_positions.device());
      mask.may_attend = may_attend.defined() ? may_attend.logical_and(pattern) : pattern;
    }
  }
  if (score_bias.defined()) {
    mask.score_bias = mask.may_attend.defined() ? score_bias.masked_fill(mask.may_attend.logical_not(),
                                                                         -std::numeric_limits<double>::infinity())
                                                : score_bias;
    mask.may_attend = at::Tensor();
  }
  return mask;
}

}  // namespace ceteris
