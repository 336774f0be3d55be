#include "core/block/checkpointed_block.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <c10/core/Allocator.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/tensor/auxiliary_losses.h"
#include "core/testing/every_variant.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

constexpr const char* kDropoutEverywhere =
    "dropout_rate: 0.3 layer_drop_rate: 0.3 attention { dropout_rate: 0.2 } feed_forward { dropout_rate: 0.4 }";

ForwardContext Training(bool checkpoint_blocks, int64_t draw = 3) {
  ForwardContext context;
  context.training = true;
  context.draw = at::full({}, draw, at::kLong);
  context.checkpoint_blocks = checkpoint_blocks;
  return context;
}

// The output and every gradient of two passes with different draws, whose gradients add up.
std::vector<at::Tensor> OutputsAndGradients(const config::Stack& config, const StackOptions& options,
                                            bool checkpoint_blocks) {
  const BuiltStack built(config, options);
  const at::Tensor x = NamedNoise("x", {2, 7, config.d_model()}, options.dtype).requires_grad_();
  const at::Tensor hidden = NamedNoise("memory", {2, 4, 10}, options.dtype).requires_grad_();
  const Memory memory = options.memory_d_model > 0 ? Memory{hidden, at::Tensor()} : Memory();
  std::vector<at::Tensor> all;
  for (const int64_t draw : {3, 8}) {
    ForwardContext context = Training(checkpoint_blocks, draw);
    AuxiliaryLosses auxiliary;
    context.auxiliary = &auxiliary;
    const at::Tensor y = built.stack->Forward(x, {}, {}, memory, context);
    at::Tensor loss = (y * NamedNoise("upstream", y.sizes(), options.dtype)).sum();
    if (auxiliary.loss_sum().defined()) loss = loss + 3 * auxiliary.loss_sum();
    loss.backward();
    all.push_back(y.detach());
    for (const NamedScalar& value : auxiliary.values()) all.push_back(value.value);
  }
  all.push_back(x.grad());
  if (options.memory_d_model > 0) all.push_back(hidden.grad());
  for (const Parameter& parameter : built.parameters.parameters()) {
    if (parameter.tensor.grad().defined()) all.push_back(parameter.tensor.grad());
  }
  return all;
}

void ExpectTheSameBits(const config::Stack& config, const StackOptions& options, const std::string& what) {
  const std::vector<at::Tensor> plain = OutputsAndGradients(config, options, false);
  const std::vector<at::Tensor> checkpointed = OutputsAndGradients(config, options, true);
  ASSERT_EQ(plain.size(), checkpointed.size()) << what;
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(TensorsBitEqual(plain[i], checkpointed[i])) << what << " " << i;
}

TEST(CheckpointedBlockTest, GivesTheSameBitsInEveryPrecision) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kBFloat16}) {
    ExpectTheSameBits(SmallStack(), {dtype}, "plain");
    ExpectTheSameBits(SmallStack(kDropoutEverywhere), {dtype}, "with dropout");
    ExpectTheSameBits(SmallStack(), {dtype, /*causal=*/false}, "an encoder");
    ExpectTheSameBits(SmallStack(kDropoutEverywhere), {dtype, true, /*memory_d_model=*/10}, "with a memory");
  }
}

// Some have a trained score bias, made outside of the blocks and shared by all; some leave losses of their own.
TEST(CheckpointedBlockTest, GivesTheSameBitsWithEveryVariant) {
  config::Stack base = SmallStack("num_layers: 3");
  const auto expect_each = [&](const std::string& oneof, auto* part) {
    const auto kept = *part;
    for (const auto& variant : EveryVariant(kept, oneof)) {
      *part = variant;
      ExpectTheSameBits(base, {at::kFloat}, VariantName(variant, oneof));
    }
    *part = kept;
  };
  expect_each("scheme", base.mutable_position());
  expect_each("variant", base.mutable_norm());
  expect_each("variant", base.mutable_feed_forward());
  for (const std::string oneof : {"residual", "arrangement"}) {
    for (const config::Stack& variant : EveryVariant(base, oneof)) {
      ExpectTheSameBits(variant, {at::kFloat}, VariantName(variant, oneof));
    }
  }
}

// What LibTorch's CPU allocator hands out, and the most that is out at once.
class AllocatedBytes final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, int64_t size, size_t, size_t, c10::Device) override {
    current_ += size;
    peak_ = std::max(peak_, current_);
  }
  bool memoryProfilingEnabled() const override { return true; }
  int64_t peak() const { return peak_; }

 private:
  int64_t current_ = 0, peak_ = 0;
};

double PeakBytes(const BuiltStack& built, bool checkpoint_blocks) {
  for (const Parameter& parameter : built.parameters.parameters()) {
    at::Tensor tensor = parameter.tensor;
    tensor.mutable_grad() = at::zeros(tensor.sizes());  // there before, as in training
  }
  const at::Tensor x = NamedNoise("x", {4, 64, 32}, at::kFloat).requires_grad_();
  const auto bytes = std::make_shared<AllocatedBytes>();
  {
    const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, bytes);
    built.stack->Forward(x, {}, {}, Training(checkpoint_blocks)).sum().backward();
  }
  return static_cast<double>(bytes->peak());
}

TEST(CheckpointedBlockTest, HoldsOneInputPerBlockAndTheRestOfOne) {
  const auto peak = [](int num_layers, bool checkpoint_blocks) {
    config::Stack config = SmallStack("d_model: 32 position { none {} }");
    config.set_num_layers(num_layers);
    return PeakBytes(BuiltStack(config, {at::kFloat}), checkpoint_blocks);
  };
  const double input = 4 * 64 * 32 * 4;  // bytes of x
  EXPECT_NEAR(peak(12, true) - peak(4, true), 8 * input, 0.2 * input);
  EXPECT_GT(peak(12, false), 4 * peak(12, true));
}

TEST(CheckpointedBlockTest, WithoutGradientsItIsTheBlock) {
  const BuiltStack built(SmallStack(kDropoutEverywhere), {at::kFloat});
  const at::Tensor x = NamedNoise("x", {2, 7, 12}, at::kFloat);
  const c10::NoGradGuard no_grad;
  EXPECT_TRUE(TensorsBitEqual(built.stack->Forward(x, {}, {}, Training(true)),
                              built.stack->Forward(x, {}, {}, Training(false))));
}

// Embeddings that are not trained: nothing to cut the graph at, so the first block runs as it is.
TEST(CheckpointedBlockTest, AnInputWithoutGradientCostsNoGradient) {
  const auto gradients = [](bool checkpoint_blocks) {
    const BuiltStack built(SmallStack(), {at::kFloat});
    built.stack->Forward(NamedNoise("x", {2, 7, 12}, at::kFloat), {}, {}, Training(checkpoint_blocks)).sum().backward();
    std::vector<at::Tensor> all;
    for (const Parameter& parameter : built.parameters.parameters()) all.push_back(parameter.tensor.grad());
    return all;
  };
  const std::vector<at::Tensor> plain = gradients(false), checkpointed = gradients(true);
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(TensorsBitEqual(checkpointed[i], plain[i])) << i;
}

TEST(CheckpointedBlockTest, ADrawThatMovedOnThrows) {
  const BuiltStack built(SmallStack(kDropoutEverywhere), {at::kFloat});
  const at::Tensor x = NamedNoise("x", {2, 7, 12}, at::kFloat).requires_grad_();
  const ForwardContext context = Training(true);
  const at::Tensor loss = built.stack->Forward(x, {}, {}, context).sum();
  context.draw.fill_(4);
  EXPECT_THROW(loss.backward(), c10::Error);
}

TEST(CheckpointedBlockTest, TheGradientOfAGradientThrows) {
  const BuiltStack built(SmallStack(), {at::kDouble});
  const at::Tensor x = NamedNoise("x", {2, 7, 12}, at::kDouble).requires_grad_();
  const at::Tensor loss = built.stack->Forward(x, {}, {}, Training(true)).sum();
  EXPECT_THROW(loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true), c10::Error);
}

}  // namespace
}  // namespace ceteris
