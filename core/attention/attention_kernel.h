// Which implementation computes attention: decided here and only here, and named as the store and the reports name it.
// No LibTorch.
//
// Example:  const AttentionKernel kernel = TrainingKernel(config.attention(), {}, {/*seq_len=*/64,
// /*float32_on_cpu=*/true});
//           AttentionKernelName(kernel)   // "cpu"
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "core/attention/attention.pb.h"

namespace ceteris {

enum class AttentionKernel {
  kFused,     // kernel_fused.h
  kComposed,  // kernel_composed.h
  kCpu,       // kernel_cpu.h
  kBlocked,   // kernel_blocked.h
  kLinear,    // kernel_linear.h
};

// "fused", "composed", "cpu", "blocked", "linear".
const char* AttentionKernelName(AttentionKernel kernel);
// The kernel of that name; kFused for another word.
AttentionKernel AttentionKernelNamed(absl::string_view name);

// Our own CPU kernel takes sequences up to this length: in training it keeps their probabilities.
constexpr int64_t kLongestTrainedOnCpuKernel = 256, kLongestOnCpuKernel = 512;

// What a positional scheme asks of a kernel.
struct PositionDemands {
  bool changes_scores = false;  // single scores, or what is mixed: see PositionalScheme::AdjustScores()
  bool trains_bias = false;     // see PositionalScheme::score_bias_requires_grad()
};

// Dropout on probabilities, a soft cap, a sink: what only the composed kernel can.
bool ChangesSoftmax(const config::Attention& config);

// Only the composed kernel can: what changes the softmax, a scheme that changes scores or trains a bias.
bool NeedsComposed(const config::Attention& config, const PositionDemands& position);

// Our own CPU kernel can, where a call is of the shape that it takes: it trains a bias, but changes no single score.
bool SuitsCpuKernel(const config::Attention& config, const PositionDemands& position);

// Whether long sequences are computed in blocks: a sliding window, and no kernel named.
bool RunsInBlocks(const config::Attention& config);

// A call of self-attention without cache.
struct AttentionCall {
  int64_t seq_len = 0;
  bool float32_on_cpu = false;  // where the processor has AVX2 our own kernel may run
};

// What runs in training on sequences of this length. In evaluation it is the same up to that length, except that
// kCpu also takes longer ones.
AttentionKernel TrainingKernel(const config::Attention& config, const PositionDemands& position,
                               const AttentionCall& call);

}  // namespace ceteris
