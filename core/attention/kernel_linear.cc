#include "core/attention/kernel_linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros_like.h>
#include <c10/util/Exception.h>

#include "core/attention/linear_chunk.h"

namespace ceteris {
namespace {

constexpr double kSmallestSum = 1e-20;  // of weights; its inverse times a gradient is still a float32

at::Tensor Wide(const at::Tensor& x) { return x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x; }

// phi(x) = elu(x) + 1 > 0.
at::Tensor Features(const at::Tensor& x) { return at::elu(Wide(x)) + 1; }

// Values and a column of ones, whose mix is the sum of weights. [batch, num_kv_heads, key_len, value_head_dim + 1].
at::Tensor WithOnes(const at::Tensor& v) {
  const at::Tensor wide = Wide(v);
  return at::cat({wide, at::ones({1}, wide.options()).expand({v.size(0), v.size(1), v.size(2), 1})}, 3);
}

// [..., value_head_dim + 1] -> [..., value_head_dim].
at::Tensor Divided(const at::Tensor& sums) {
  const int64_t channels = sums.size(-1) - 1;
  return sums.narrow(-1, 0, channels) / sums.narrow(-1, channels, 1).clamp_min(kSmallestSum);
}

// phi(k), or 0 where a whole key is hidden.
at::Tensor VisibleFeatures(const at::Tensor& k, const AttentionMask& mask) {
  const at::Tensor features = Features(k);
  if (!mask.may_attend.defined()) return features;
  return features.masked_fill(mask.may_attend.logical_not().transpose(2, 3), 0);  // [batch, 1, key_len, 1]
}

// The queries of all heads that share a key head as rows of one matrix: [batch, num_kv_heads, heads * query_len, x].
at::Tensor Grouped(const at::Tensor& q, int64_t num_kv_heads) {
  return q.reshape({q.size(0), num_kv_heads, q.size(1) / num_kv_heads * q.size(2), q.size(3)});
}

at::Tensor SeesAllKeysAlike(const QueryKeyValue& heads, const AttentionMask& mask) {
  const at::Tensor values = WithOnes(heads.v), features = VisibleFeatures(heads.k, mask);
  const at::Tensor state = at::matmul(features.transpose(2, 3), values);  // [batch, num_kv_heads, head_dim, value + 1]
  const at::Tensor mixed = Divided(at::matmul(Grouped(Features(heads.q), heads.k.size(1)), state));
  return mixed.view({heads.q.size(0), heads.q.size(1), heads.q.size(2), heads.v.size(3)});
}

// x: [batch, heads, len, channels] -> [batch, heads, chunks, kLinearChunk, channels], filled up with zeros.
at::Tensor Chunks(const at::Tensor& x) {
  const int64_t missing = (kLinearChunk - x.size(2) % kLinearChunk) % kLinearChunk;
  const at::Tensor whole = missing == 0 ? x : at::constant_pad_nd(x, {0, 0, 0, missing});
  return whole.reshape({x.size(0), x.size(1), -1, kLinearChunk, x.size(3)});
}

// For each chunk the sum over those before it: shifted, not subtracted, so that a later token changes no bit.
at::Tensor SumsBefore(const at::Tensor& states) {
  const at::Tensor sums = states.cumsum(2), none = at::zeros_like(states.narrow(2, 0, 1));
  return at::cat({none, sums.narrow(2, 0, states.size(2) - 1)}, 2);
}

at::Tensor Causal(const QueryKeyValue& heads) {
  const int64_t batch = heads.q.size(0), num_heads = heads.q.size(1), len = heads.q.size(2);
  const int64_t num_kv_heads = heads.k.size(1), group = num_heads / num_kv_heads;
  const at::Tensor keys = Chunks(Features(heads.k)), values = Chunks(WithOnes(heads.v));
  const int64_t chunks = keys.size(2), channels = values.size(4);
  // The queries of a group of heads, chunk by chunk: [batch, num_kv_heads, chunks, group * kLinearChunk, head_dim].
  const at::Tensor queries = Chunks(Features(heads.q))
                                 .view({batch, num_kv_heads, group, chunks, kLinearChunk, heads.q.size(3)})
                                 .transpose(2, 3)
                                 .reshape({batch, num_kv_heads, chunks, group * kLinearChunk, heads.q.size(3)});
  const at::Tensor earlier = at::matmul(queries, SumsBefore(at::matmul(keys.transpose(3, 4), values)));
  const at::Tensor visible =
      at::ones({kLinearChunk, kLinearChunk}, keys.options().dtype(at::kBool)).tril().repeat({group, 1});
  const at::Tensor weights = at::matmul(queries, keys.transpose(3, 4)).masked_fill_(visible.logical_not(), 0);
  return Divided(earlier + at::matmul(weights, values))  // [batch, num_kv_heads, chunks, group * chunk, value]
      .view({batch, num_kv_heads, chunks, group, kLinearChunk, channels - 1})
      .transpose(2, 3)
      .reshape({batch, num_heads, chunks * kLinearChunk, channels - 1})
      .narrow(2, 0, len);
}

// phi(q) phi(k)^T, 0 at hidden keys: [batch, num_heads, query_len, key_len].
at::Tensor Weights(const QueryKeyValue& heads, const AttentionMask& mask) {
  const at::Tensor products = at::matmul(Grouped(Features(heads.q), heads.k.size(1)), Features(heads.k).transpose(2, 3))
                                  .view({heads.q.size(0), heads.q.size(1), heads.q.size(2), heads.k.size(2)});
  if (mask.causal) return products.tril();
  return mask.may_attend.defined() ? products.masked_fill(mask.may_attend.logical_not(), 0) : products;
}

bool HidesWholeKeys(const at::Tensor& may_attend) { return may_attend.size(1) == 1 && may_attend.size(2) == 1; }

}  // namespace

at::Tensor LinearProbabilities(const QueryKeyValue& heads, const AttentionMask& mask) {
  TORCH_CHECK(!mask.score_bias.defined(), "linear attention takes no score bias");
  const at::Tensor weights = Weights(heads, mask);
  return (weights / weights.sum(-1, /*keepdim=*/true).clamp_min(kSmallestSum)).to(heads.q.scalar_type());
}

at::Tensor AttendLinearComposed(const QueryKeyValue& heads, const AttentionMask& mask) {
  TORCH_CHECK(!mask.score_bias.defined(), "linear attention takes no score bias");
  const at::Tensor weights = Weights(heads, mask);
  const at::Tensor mixed = Divided(at::matmul(Grouped(weights, heads.k.size(1)), WithOnes(heads.v)));
  return mixed.view({heads.q.size(0), heads.q.size(1), heads.q.size(2), heads.v.size(3)}).to(heads.v.scalar_type());
}

at::Tensor AttendLinear(const QueryKeyValue& heads, const AttentionMask& mask) {
  TORCH_CHECK(!mask.score_bias.defined(), "linear attention takes no score bias");
  if (mask.causal) return Causal(heads).to(heads.v.scalar_type());
  if (mask.may_attend.defined() && !HidesWholeKeys(mask.may_attend)) return AttendLinearComposed(heads, mask);
  return SeesAllKeysAlike(heads, mask).to(heads.v.scalar_type());
}

}  // namespace ceteris
