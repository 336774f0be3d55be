#include "core/attention/attention_kernel.h"

#include "core/attention/block_layout.h"
#include "core/cpu/kernels.h"

namespace ceteris {

const char* AttentionKernelName(AttentionKernel kernel) {
  switch (kernel) {  // no default: a forgotten kernel does not compile
    case AttentionKernel::kFused:
      return "fused";
    case AttentionKernel::kComposed:
      return "composed";
    case AttentionKernel::kCpu:
      return "cpu";
    case AttentionKernel::kBlocked:
      return "blocked";
    case AttentionKernel::kLinear:
      return "linear";
  }
  return "";
}

AttentionKernel AttentionKernelNamed(absl::string_view name) {
  for (const AttentionKernel kernel :
       {AttentionKernel::kComposed, AttentionKernel::kCpu, AttentionKernel::kBlocked, AttentionKernel::kLinear}) {
    if (name == AttentionKernelName(kernel)) return kernel;
  }
  return AttentionKernel::kFused;
}

bool ChangesSoftmax(const config::Attention& config) {
  return config.dropout_rate() > 0 || config.logit_soft_cap() > 0 || config.has_zero_sink() ||
         config.has_learned_sink();
}

bool NeedsComposed(const config::Attention& config, const PositionDemands& position) {
  return ChangesSoftmax(config) || position.changes_scores || position.trains_bias;
}

bool SuitsCpuKernel(const config::Attention& config, const PositionDemands& position) {
  return config.kernel() == config::Attention::AUTO && !config.has_linear_attention() && !ChangesSoftmax(config) &&
         !position.changes_scores;
}

bool RunsInBlocks(const config::Attention& config) {
  return config.has_sliding_window() && config.kernel() == config::Attention::AUTO;
}

AttentionKernel TrainingKernel(const config::Attention& config, const PositionDemands& position,
                               const AttentionCall& call) {
  if (config.has_linear_attention() && config.kernel() == config::Attention::AUTO) return AttentionKernel::kLinear;
  if (RunsInBlocks(config) && BlocksPay(config.sliding_window().window(), call.seq_len)) {
    return AttentionKernel::kBlocked;
  }
  if (SuitsCpuKernel(config, position) && call.float32_on_cpu && FastestCpuKernels() != nullptr &&
      call.seq_len <= kLongestTrainedOnCpuKernel) {
    return AttentionKernel::kCpu;
  }
  const bool composed = config.kernel() == config::Attention::COMPOSED || NeedsComposed(config, position);
  return composed ? AttentionKernel::kComposed : AttentionKernel::kFused;
}

}  // namespace ceteris
