#include "core/attention/multi_head_attention.h"

#include <ATen/ops/split_with_sizes.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/attention/kernel_cpu.h"
#include "core/attention/kernel_fused.h"

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
  const Part query{"query", shape.query_width()}, key{"key", shape.kv_width()}, value{"value", shape.kv_width()};
  if (shape.memory_d_model > 0)
    return PackedLinear("key_value", {key, value}, shape.memory_d_model, bias, weight, scope);
  return PackedLinear("query_key_value", {query, key, value}, shape.d_model, bias, weight, scope);
}

Linear MakeCrossQuery(const AttentionShape& shape, bool bias, const Initializer& weight, const Scope& scope) {
  if (shape.memory_d_model == 0) return Linear(at::Tensor(), at::Tensor());
  return Linear(shape.d_model, shape.query_width(), bias, weight, scope.Child("query"));
}

PositionDemands DemandsOf(const PositionalScheme& position) {
  return {position.adjusts_scores() || position.adds_to_mixed(), position.score_bias_requires_grad()};
}

bool IsFloat32OnCpu(const at::TensorOptions& options) {
  const at::Device device = options.device();
  return options.dtype() == at::kFloat && (device.is_cpu() || device.is_meta());
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(const AttentionShape& shape, const config::Attention& config,
                                       const AttentionInit& init, const PositionalScheme* position, int layer,
                                       const Scope& scope)
    : name_(scope.name()),
      config_(config),
      shape_(shape),
      position_(position),
      layer_(layer),
      float32_on_cpu_(IsFloat32OnCpu(scope.options())),
      composed_(config.kernel() == config::Attention::COMPOSED || NeedsComposed(config, DemandsOf(*position))),
      tries_cpu_(SuitsCpuKernel(config, DemandsOf(*position))),
      query_key_value_(MakeQueryKeyValue(shape, config.bias(), init.weight, scope)),
      query_(MakeCrossQuery(shape, config.bias(), init.weight, scope)),
      output_(shape.query_width(), shape.d_model, config.bias(), init.residual, scope.Child("output")),
      dropout_(config.dropout_rate(), scope.Child("dropout")) {
  TORCH_CHECK(shape.num_kv_heads > 0 && shape.num_heads % shape.num_kv_heads == 0, shape.num_kv_heads,
              " key and value heads do not divide ", shape.num_heads, " heads");
  TORCH_CHECK(config.kernel() != config::Attention::FUSED || !composed_,
              "the fused kernel takes neither attention dropout nor this position");
}

at::Tensor MultiHeadAttention::Forward(const at::Tensor& x, const AttentionMask& mask,
                                       const ForwardContext& context) const {
  TORCH_CHECK(shape_.memory_d_model == 0, "a cross-attention layer needs a memory");
  const std::vector<at::Tensor> parts =
      Heads(query_key_value_.Forward(x), {shape_.num_heads, shape_.num_kv_heads, shape_.num_kv_heads});
  const at::Tensor q = position_->RotateQuery(parts[0], mask.q_positions);  // [batch, num_heads, query_len, head_dim]
  at::Tensor k = position_->RotateKey(parts[1], mask.q_positions);  // new keys only: cached ones are rotated already
  at::Tensor v = parts[2];                                          // [batch, num_kv_heads, key_len, head_dim]
  if (context.cache != nullptr) std::tie(k, v) = context.cache->Append(layer_, k, v);
  return Attend({q, k, v}, position_, mask, context);
}

at::Tensor MultiHeadAttention::Forward(const at::Tensor& x, const at::Tensor& memory, const AttentionMask& mask,
                                       const ForwardContext& context) const {
  TORCH_CHECK(shape_.memory_d_model > 0, "a self-attention layer takes no memory");
  const at::Tensor q = Heads(query_.Forward(x), {shape_.num_heads})[0];  // [batch, num_heads, query_len, head_dim]
  const std::vector<at::Tensor> parts = Heads(
      query_key_value_.Forward(memory), {shape_.num_kv_heads, shape_.num_kv_heads});  // [..., memory_len, head_dim]
  return Attend({q, parts[0], parts[1]}, nullptr, mask, context);
}

// [batch, len, sum of counts * head_dim] -> one [batch, count, len, head_dim] per count, as views. They are split
// before they are transposed, so that the backward pass joins their gradients in the layout of the product, without
// another copy.
std::vector<at::Tensor> MultiHeadAttention::Heads(const at::Tensor& projected, at::IntArrayRef counts) const {
  const at::Tensor heads = projected.view({projected.size(0), projected.size(1), -1, shape_.head_dim});
  std::vector<at::Tensor> parts = at::split_with_sizes(heads, counts, 2);
  for (at::Tensor& part : parts) part = part.transpose(1, 2);
  return parts;
}

void MultiHeadAttention::Record(const QueryKeyValue& heads, const PositionalScheme* position, const AttentionMask& mask,
                                Recorder* recorder) const {
  const c10::NoGradGuard no_grad;
  recorder->Attention(name_, AttentionProbabilities(heads.q, heads.k, mask, {position, nullptr, nullptr, layer_}));
}

AttentionKernel MultiHeadAttention::kernel(int64_t seq_len) const {
  return TrainingKernel(config_, DemandsOf(*position_), {seq_len, float32_on_cpu_});
}

at::Tensor MultiHeadAttention::Attend(const QueryKeyValue& heads, const PositionalScheme* position,
                                      const AttentionMask& mask, const ForwardContext& context) const {
  if (context.recorder != nullptr) Record(heads, position, mask, context.recorder);
  const auto& [q, k, v] = heads;
  at::Tensor mixed;
  if (tries_cpu_ && AttentionFitsCpuKernels(q, k, v, mask)) {
    mixed = AttendOnCpuKernels(q, k, v, mask);
  } else {
    mixed =
        composed_ ? AttendComposed(q, k, v, mask, {position, &dropout_, &context, layer_}) : AttendFused(q, k, v, mask);
  }
  // [batch, num_heads, query_len, head_dim] -> [batch, query_len, num_heads * head_dim]: no copy of what the fused
  // kernel returns.
  return output_.Forward(mixed.transpose(1, 2).reshape({q.size(0), q.size(2), shape_.query_width()}));
}

double MultiHeadAttention::Flops(const AttentionShape& shape, int64_t batch, int64_t query_len, int64_t key_len) {
  const int64_t memory_width = shape.memory_d_model > 0 ? shape.memory_d_model : shape.d_model;
  const int64_t kv_rows = shape.memory_d_model > 0 ? key_len : query_len;  // cached keys are not projected again
  const double projections = Linear::ForwardFlops(batch * query_len, shape.d_model, shape.query_width()) +
                             Linear::ForwardFlops(batch * kv_rows, memory_width, 2 * shape.kv_width()) +
                             Linear::ForwardFlops(batch * query_len, shape.query_width(), shape.d_model);
  const double scores = Linear::ForwardFlops(batch * shape.num_heads * query_len, shape.head_dim, key_len);
  const double mixing = scores;  // query_len x key_len times key_len x head_dim
  return projections + scores + mixing;
}

}  // namespace ceteris
