#include "core/attention/kernel_dispatch.h"

#include <c10/util/Exception.h>

#include "core/attention/kernel_blocked.h"
#include "core/attention/kernel_cpu.h"
#include "core/attention/kernel_fused.h"
#include "core/attention/kernel_linear.h"
#include "core/attention/sink_factory.h"

namespace ceteris {
namespace {

PositionDemands DemandsOf(const PositionalScheme* position) {
  if (position == nullptr) return {};
  return {position->adjusts_scores() || position->adds_to_mixed(), position->score_bias_requires_grad()};
}

bool IsFloat32OnCpu(const at::TensorOptions& options) {
  const at::Device device = options.device();
  return options.dtype() == at::kFloat && (device.is_cpu() || device.is_meta());
}

}  // namespace

KernelDispatch::KernelDispatch(const config::Attention& config, const AttentionShape& shape,
                               const ScorePlacement& placement, const Scope& scope)
    : config_(config),
      position_(placement.position),
      layer_(placement.layer),
      scale_(config.scale() > 0 ? config.scale() : placement.default_scale),
      demands_(DemandsOf(position_)),
      float32_on_cpu_(IsFloat32OnCpu(scope.options())),
      composed_(config.kernel() == config::Attention::COMPOSED || NeedsComposed(config, demands_)),
      tries_cpu_(SuitsCpuKernel(config, demands_)),
      sink_(BuildSink(config, shape.num_heads, scope)),
      dropout_(config.dropout_rate(), scope.Child("dropout")) {
  TORCH_CHECK(config.kernel() != config::Attention::FUSED || !composed_,
              "the fused kernel takes neither attention dropout, a soft cap, a sink nor this position");
}

BetweenProducts KernelDispatch::Between(const ForwardContext* context) const {
  BetweenProducts between{position_, nullptr, context, layer_, scale_, config_.logit_soft_cap(), sink_->Logits()};
  if (context != nullptr) between.dropout = &dropout_;
  return between;
}

// A sequence, or the blocks of one, in one go.
at::Tensor KernelDispatch::AttendWhole(const QueryKeyValue& heads, const AttentionMask& mask,
                                       const ForwardContext& context) const {
  const auto& [q, k, v] = heads;
  if (composed_) return AttendComposed(q, k, v, mask, Between(&context));
  return AttendFused(q, k, v, mask, scale_);
}

at::Tensor KernelDispatch::Attend(const QueryKeyValue& heads, const AttentionMask& mask,
                                  const ForwardContext& context) const {
  if (config_.has_linear_attention()) {
    return config_.kernel() == config::Attention::COMPOSED ? AttendLinearComposed(heads, mask)
                                                           : AttendLinear(heads, mask);
  }
  if (mask.blocks != nullptr) {
    return AttendInBlocks(heads, *mask.blocks, [&](const QueryKeyValue& blocks, const AttentionMask& of_blocks) {
      return AttendWhole(blocks, of_blocks, context);
    });
  }
  const auto& [q, k, v] = heads;
  if (tries_cpu_ && AttentionFitsCpuKernels(q, k, mask)) return AttendOnCpuKernels(q, k, v, mask, scale_);
  return AttendWhole(heads, mask, context);
}

at::Tensor KernelDispatch::Probabilities(const QueryKeyValue& heads, const AttentionMask& mask) const {
  if (config_.has_linear_attention()) return LinearProbabilities(heads, mask);
  const auto composed = [&](const QueryKeyValue& some, const AttentionMask& of_some) {
    return AttentionProbabilities(some.q, some.k, of_some, Between(nullptr));
  };
  return mask.blocks == nullptr ? composed(heads, mask) : ProbabilitiesInBlocks(heads, *mask.blocks, composed);
}

AttentionKernel KernelDispatch::training_kernel(int64_t seq_len) const {
  return TrainingKernel(config_, demands_, {seq_len, float32_on_cpu_});
}

}  // namespace ceteris
