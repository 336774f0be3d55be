#include "core/attention/multi_head_attention.h"

#include <ATen/ops/split_with_sizes.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/attention/query_key_norm_factory.h"

namespace ceteris {
namespace {

struct Part {
  std::string name;
  int64_t rows;
};

// One linear map whose rows are those of several named ones.
Linear PackedLinear(const std::string& name, const std::vector<Part>& parts, int64_t columns, bool bias,
                    const Initializer& weight, const Scope& scope) {
  const Zeros zeros;
  std::vector<Scope::Slice> weights, biases;
  for (const Part& part : parts) {
    weights.push_back({part.name + ".weight", part.rows, &weight});
    biases.push_back({part.name + ".bias", part.rows, &zeros});
  }
  at::Tensor packed = scope.PackedParameter(name + ".weight", weights, columns);
  if (!bias) return Linear(packed, at::Tensor());
  return Linear(packed, scope.PackedParameter(name + ".bias", biases, 0, WeightDecay::kNoDecay));
}

Linear MakeQueryKeyValue(const AttentionShape& shape, bool bias, const Initializer& weight, const Scope& scope) {
  const Part query{"query", shape.query_width()}, key{"key", shape.key_width()}, value{"value", shape.value_width()};
  if (shape.memory_d_model > 0)
    return PackedLinear("key_value", {key, value}, shape.memory_d_model, bias, weight, scope);
  return PackedLinear("query_key_value", {query, key, value}, shape.d_model, bias, weight, scope);
}

Linear MakeCrossQuery(const AttentionShape& shape, bool bias, const Initializer& weight, const Scope& scope) {
  if (shape.memory_d_model == 0) return Linear(at::Tensor(), at::Tensor());
  return Linear(shape.d_model, shape.query_width(), bias, weight, scope.Child("query"));
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(const AttentionShape& shape, const config::Attention& config,
                                       const AttentionContext& context, const PositionalScheme* position, int layer,
                                       const Scope& scope)
    : name_(scope.name()),
      config_(config),
      shape_(shape),
      position_(position),
      layer_(layer),
      causal_(context.causal && shape.memory_d_model == 0),
      query_key_value_(MakeQueryKeyValue(shape, config.bias(), context.weight, scope)),
      query_(MakeCrossQuery(shape, config.bias(), context.weight, scope)),
      output_(shape.mixed_width(), shape.d_model, config.bias(), context.residual, scope.Child("output")),
      norm_(BuildQueryKeyNorm(config, {shape.head_dim, context.seq_len}, scope)),
      kernels_(config, shape,
               {shape.memory_d_model > 0 ? nullptr : position, layer, norm_->DefaultScale(shape.head_dim)}, scope) {
  TORCH_CHECK(shape.num_kv_heads > 0 && shape.num_heads % shape.num_kv_heads == 0, shape.num_kv_heads,
              " key and value heads do not divide ", shape.num_heads, " heads");
}

at::Tensor MultiHeadAttention::Forward(const at::Tensor& x, const AttentionMask& mask,
                                       const ForwardContext& context) const {
  TORCH_CHECK(shape_.memory_d_model == 0, "a cross-attention layer needs a memory");
  const std::vector<at::Tensor> parts =
      Heads(query_key_value_.Forward(x), {{shape_.num_heads, shape_.head_dim},
                                          {shape_.num_kv_heads, shape_.head_dim},
                                          {shape_.num_kv_heads, shape_.value_head_dim}});
  // [batch, num_heads, query_len, head_dim]; new keys only are normed and rotated: cached ones are already.
  const at::Tensor q = position_->RotateQuery(norm_->Query(parts[0]), mask.q_positions);
  at::Tensor k = position_->RotateKey(norm_->Key(parts[1]), mask.q_positions);
  at::Tensor v = parts[2];  // [batch, num_kv_heads, key_len, value_head_dim]
  if (context.cache != nullptr) std::tie(k, v) = context.cache->Append(layer_, k, v);
  return Attend({q, k, v}, mask, context);
}

at::Tensor MultiHeadAttention::Forward(const at::Tensor& x, const at::Tensor& memory, const AttentionMask& mask,
                                       const ForwardContext& context) const {
  TORCH_CHECK(shape_.memory_d_model > 0, "a self-attention layer takes no memory");
  const at::Tensor q = Heads(query_.Forward(x), {{shape_.num_heads, shape_.head_dim}})[0];
  const std::vector<at::Tensor> parts =
      Heads(query_key_value_.Forward(memory),
            {{shape_.num_kv_heads, shape_.head_dim}, {shape_.num_kv_heads, shape_.value_head_dim}});
  return Attend({norm_->Query(q), norm_->Key(parts[0]), parts[1]}, mask, context);
}

// [batch, len, sum of counts * channels] -> one [batch, count, len, channels] per group, as views. Groups of one width
// are split as heads, before they are transposed, so that the backward pass joins their gradients in the layout of the
// product, without another copy.
std::vector<at::Tensor> MultiHeadAttention::Heads(const at::Tensor& projected,
                                                  const std::vector<HeadGroup>& groups) const {
  const int64_t batch = projected.size(0), len = projected.size(1);
  const bool one_width = groups.front().channels == groups.back().channels;
  std::vector<int64_t> extents;
  for (const HeadGroup& group : groups) extents.push_back(one_width ? group.count : group.count * group.channels);
  std::vector<at::Tensor> parts = at::split_with_sizes(
      one_width ? projected.view({batch, len, -1, groups.front().channels}) : projected, extents, 2);
  for (size_t i = 0; i < parts.size(); ++i) {
    parts[i] = parts[i].view({batch, len, groups[i].count, groups[i].channels}).transpose(1, 2);
  }
  return parts;
}

at::Tensor MultiHeadAttention::Attend(const QueryKeyValue& heads, const AttentionMask& mask,
                                      const ForwardContext& context) const {
  if (context.recorder != nullptr) {
    const c10::NoGradGuard no_grad;
    context.recorder->Attention(name_, kernels_.Probabilities(heads, mask));
  }
  const at::Tensor mixed = kernels_.Attend(heads, mask, context);
  // [batch, num_heads, query_len, value_head_dim] -> [batch, query_len, num_heads * value_head_dim]: no copy of what
  // the fused kernel returns.
  return output_.Forward(mixed.transpose(1, 2).reshape({mixed.size(0), mixed.size(2), shape_.mixed_width()}));
}

}  // namespace ceteris
