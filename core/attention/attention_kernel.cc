#include "core/attention/attention_kernel.h"

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
  }
  return "";
}

AttentionKernel AttentionKernelNamed(absl::string_view name) {
  for (const AttentionKernel kernel : {AttentionKernel::kComposed, AttentionKernel::kCpu}) {
    if (name == AttentionKernelName(kernel)) return kernel;
  }
  return AttentionKernel::kFused;
}

bool NeedsComposed(const config::Attention& config, const PositionDemands& position) {
  return config.dropout_rate() > 0 || position.changes_scores || position.trains_bias;
}

bool SuitsCpuKernel(const config::Attention& config, const PositionDemands& position) {
  return config.kernel() == config::Attention::AUTO && config.dropout_rate() == 0 && !position.changes_scores;
}

AttentionKernel TrainingKernel(const config::Attention& config, const PositionDemands& position,
                               const AttentionCall& call) {
  if (SuitsCpuKernel(config, position) && call.float32_on_cpu && FastestCpuKernels() != nullptr &&
      call.seq_len <= kLongestTrainedOnCpuKernel) {
    return AttentionKernel::kCpu;
  }
  const bool composed = config.kernel() == config::Attention::COMPOSED || NeedsComposed(config, position);
  return composed ? AttentionKernel::kComposed : AttentionKernel::kFused;
}

}  // namespace ceteris
