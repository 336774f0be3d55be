// A small stack with noise on every parameter, for the tests of core/block.
//
// Example:  const BuiltStack built(SmallStack("position { rotary {} }"), {at::kFloat});   y = built.Forward(x);
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>

#include "core/block/stack.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/default_choices.h"
#include "core/testing/named_noise.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {

struct StackOptions {
  at::ScalarType dtype = at::kDouble;
  bool causal = true;
  int64_t memory_d_model = 0;
  uint64_t seed = 1;
  double noise = 0.3;
  at::Device device = at::kCPU;
};

struct BuiltStack {
  explicit BuiltStack(const config::Stack& config, const StackOptions& options = {}) {
    const Scope scope(&parameters, options.seed, at::TensorOptions().dtype(options.dtype).device(options.device));
    const Normal weight(0.2);
    StackContext context{scope.Child("embedding"), weight, weight};
    context.seq_len = 32;
    context.causal = options.causal;
    context.memory_d_model = options.memory_d_model;
    stack = std::make_unique<Stack>(config, context, scope.Child("decoder"));
    if (options.noise > 0) AddNamedNoise(parameters, options.noise);
  }
  at::Tensor Forward(const at::Tensor& x, const at::Tensor& positions = {}, const at::Tensor& may_attend = {}) const {
    return stack->Forward(x, positions, may_attend, {});
  }
  ParameterSet parameters;
  std::unique_ptr<Stack> stack;
};

// Two layers, d_model 12, 2 heads; `changes` is merged into it as text.
inline config::Stack SmallStack(const std::string& changes = "") {
  config::Stack config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "num_layers: 2 d_model: 12 attention { num_heads: 2 } feed_forward { gelu {} } norm { layer_norm {} } position { "
      "sinusoidal {} } pre_norm {}",
      &config));
  config::Stack change;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(changes, &change)) << changes;
  config.MergeFrom(change);
  WriteDefaultChoices(&config);
  return config;
}

}  // namespace ceteris
