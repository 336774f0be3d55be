// From queries, keys and values to what they mix: picks the kernel of a call, and owns what acts between the products.
//
// Example:  KernelDispatch kernels(config, shape, {position, /*layer=*/3, norm->DefaultScale(head_dim)}, scope);
//           at::Tensor mixed = kernels.Attend({q, k, v}, mask, context);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_kernel.h"
#include "core/attention/attention_mask.h"
#include "core/attention/attention_shape.h"
#include "core/attention/kernel_composed.h"
#include "core/attention/query_key_value.h"
#include "core/attention/sink.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/dropout.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/scope.h"

namespace ceteris {

// How single scores come about beside the config.
struct ScorePlacement {
  const PositionalScheme* position = nullptr;  // outlives the layer; null where positions do not act
  int layer = 0;
  double default_scale = 0;  // where the config names none
};

class KernelDispatch {
 public:
  // Adds "<scope>.sink.logit" for a learned sink. Throws c10::Error where the config names a kernel that cannot do the
  // work.
  KernelDispatch(const config::Attention& config, const AttentionShape& shape, const ScorePlacement& placement,
                 const Scope& scope);

  // [batch, num_heads, query_len, value_head_dim]; 0 for a query that sees no key.
  at::Tensor Attend(const QueryKeyValue& heads, const AttentionMask& mask, const ForwardContext& context) const;

  // [batch, num_heads, query_len, key_len], without dropout, whatever kernel runs.
  at::Tensor Probabilities(const QueryKeyValue& heads, const AttentionMask& mask) const;

  // See TrainingKernel(). The meta device counts as a CPU.
  AttentionKernel training_kernel(int64_t seq_len) const;

 private:
  BetweenProducts Between(const ForwardContext* context) const;
  at::Tensor AttendWhole(const QueryKeyValue& heads, const AttentionMask& mask, const ForwardContext& context) const;

  config::Attention config_;
  const PositionalScheme* position_;
  int layer_;
  double scale_;
  PositionDemands demands_;
  bool float32_on_cpu_;
  bool composed_;
  bool tries_cpu_;  // kernel_cpu.h where it takes the call
  std::unique_ptr<Sink> sink_;
  Dropout dropout_;
};

}  // namespace ceteris
