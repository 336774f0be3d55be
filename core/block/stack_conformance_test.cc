// What a stack must do with every variant of every part: the oneofs are walked by reflection, so a new variant is
// tested at once.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "core/block/validate_stack.h"
#include "core/testing/every_position.h"
#include "core/testing/every_variant.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 2, kLen = 6, kModel = 12;

struct Case {
  std::string name;
  config::Stack config;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> Positions() {
  std::vector<Case> cases;
  for (const NamedPosition& position : EveryPosition()) {
    cases.push_back({"position_" + position.name, SmallStack()});
    *cases.back().config.mutable_position() = position.config;
  }
  return cases;
}

std::vector<Case> Norms() {
  std::vector<Case> cases;
  for (const auto& norm : EveryVariant(config::Norm(), "variant")) {
    cases.push_back({"norm_" + VariantName(norm, "variant"), SmallStack()});
    *cases.back().config.mutable_norm() = norm;
  }
  return cases;
}

std::vector<Case> FeedForwards() {
  std::vector<Case> cases;
  for (const auto& feed_forward : EveryVariant(config::FeedForward(), "variant")) {
    cases.push_back({"feed_forward_" + VariantName(feed_forward, "variant"), SmallStack()});
    *cases.back().config.mutable_feed_forward() = feed_forward;
  }
  return cases;
}

std::vector<Case> Residuals() {
  std::vector<Case> cases;
  for (const auto& config : EveryVariant(SmallStack(), "residual"))
    cases.push_back({"residual_" + VariantName(config, "residual"), config});
  return cases;
}

std::vector<Case> Arrangements() {
  std::vector<Case> cases;
  for (const auto& config : EveryVariant(SmallStack(), "arrangement"))
    cases.push_back({"arrangement_" + VariantName(config, "arrangement"), config});
  return cases;
}

// What residual connections, arrangements and norms must bear of each other.
std::vector<Case> Blocks() {
  return {{"layer_scale", SmallStack("layer_scale { initial: 0.5 }")},
          {"sandwich_layer_scale", SmallStack("sandwich {} layer_scale { initial: 0.5 }")},
          {"parallel_post_norm", SmallStack("parallel {} post_norm {}")},
          {"parallel_sandwich", SmallStack("parallel {} sandwich {} norm { rms_norm {} }")},
          {"rezero_no_norm", SmallStack("rezero {} norm { no_norm {} }")}};
}

std::vector<Case> Attentions() {
  const std::map<std::string, std::string> changes = {
      {"one_head", "num_heads: 1"},
      {"grouped", "num_heads: 4 num_kv_heads: 2"},
      {"multi_query", "num_heads: 4 num_kv_heads: 1 head_dim: 8"},
      {"without_bias", "bias: false"},
      {"composed", "kernel: COMPOSED"},
      {"grouped_composed", "num_heads: 4 num_kv_heads: 2 kernel: COMPOSED"},
      {"wide_values", "value_head_dim: 8"},
      {"narrow_values", "num_heads: 4 num_kv_heads: 2 value_head_dim: 1"},
      {"scaled", "scale: 1"},
      {"capped", "logit_soft_cap: 2"},
      {"capped_sink", "logit_soft_cap: 2 learned_sink {} value_head_dim: 5"},
      {"window", "sliding_window { window: 4 }"},
      {"window_composed", "sliding_window { window: 4 } kernel: COMPOSED zero_sink {}"},
      {"global", "global_local { window: 2 num_global: 1 } value_head_dim: 4"},
      {"linear_grouped", "linear_attention {} num_heads: 4 num_kv_heads: 2 value_head_dim: 5"},
      {"linear_normed", "linear_attention {} rms_query_key_norm {}"},
  };
  std::vector<Case> cases;
  for (const auto& [name, change] : changes)
    cases.push_back({"attention_" + name, SmallStack("attention { " + change + " }")});
  return cases;
}

// Each choice of an attention layer: what a oneof of config::Attention has.
std::vector<Case> AttentionChoices(const std::string& choice) {
  std::vector<Case> cases;
  for (const auto& attention : EveryVariant(SmallStack().attention(), choice)) {
    cases.push_back({"attention_" + VariantName(attention, choice), SmallStack()});
    *cases.back().config.mutable_attention() = attention;
    config::Attention* chosen = cases.back().config.mutable_attention();  // windows that a short sequence feels
    if (chosen->has_sliding_window()) chosen->mutable_sliding_window()->set_window(4);
    if (chosen->has_global_local()) chosen->mutable_global_local()->set_window(2);
  }
  return cases;
}

// One variant at a time, and every position once more with everything else unusual.
std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const auto& some : {Positions(), Norms(), FeedForwards(), Residuals(), Arrangements(), Blocks(), Attentions(),
                           AttentionChoices("query_key_norm"), AttentionChoices("sink"), AttentionChoices("score"),
                           AttentionChoices("pattern")})
    cases.insert(cases.end(), some.begin(), some.end());
  for (const Case& position : Positions()) {
    Case other{"unusual_" + position.name,
               SmallStack("post_norm {} norm { rms_norm {} } feed_forward { swiglu {} bias: false d_ff: 9 } "
                          "attention { num_heads: 3 num_kv_heads: 1 head_dim: 6 bias: false }")};
    *other.config.mutable_position() = position.config.position();
    cases.push_back(other);
  }
  return cases;
}

at::Tensor Input(at::ScalarType dtype = at::kDouble, int64_t len = kLen) {
  return NamedNoise("x", {kBatch, 32, kModel}, dtype).narrow(1, 0, len);
}

class StackConformanceTest : public testing::TestWithParam<Case> {
 protected:
  const config::Stack& config() const { return GetParam().config; }
};

TEST_P(StackConformanceTest, ConfigIsValidAndSurvivesText) {
  EXPECT_TRUE(ValidateStack(config(), {32, true}, "decoder").ok()) << ValidateStack(config(), {32, true}, "decoder");
  EXPECT_TRUE(RoundTripsThroughText(config()));
}

TEST_P(StackConformanceTest, KeepsShapeAndDtypeNearDoublePrecision) {
  const at::Tensor exact = BuiltStack(config()).Forward(Input());
  for (const auto& [dtype, tolerance] :
       {std::make_pair(at::kDouble, 0.0), std::make_pair(at::kFloat, 2e-4), std::make_pair(at::kBFloat16, 1.0)}) {
    const at::Tensor y = BuiltStack(config(), {dtype}).Forward(Input(dtype));
    EXPECT_EQ(y.scalar_type(), dtype);
    EXPECT_TRUE(y.device().is_cpu());
    EXPECT_TRUE(TensorsNear(y, exact, tolerance)) << dtype;
  }
}

TEST_P(StackConformanceTest, EveryParameterHasAFiniteGradient) {
  for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
    const BuiltStack built(config(), {dtype});
    built.Forward(Input(dtype)).square().sum().backward();
    for (const Parameter& parameter : built.parameters.parameters())
      EXPECT_TRUE(AllFinite(parameter.tensor.grad())) << parameter.name;
  }
}

TEST_P(StackConformanceTest, GradientsMatchDifferences) {
  config::Stack with_gradients = config();
  auto* const feed_forward = with_gradients.mutable_feed_forward();
  if (feed_forward->has_mixture_of_experts())
    feed_forward->mutable_mixture_of_experts()->set_num_experts(2);  // both chosen: an expert without tokens has none
  const BuiltStack built(with_gradients);
  const at::Tensor x = Input().clone().set_requires_grad(true);
  std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
  checked.push_back({"x", x});
  EXPECT_TRUE(GradientsMatch([&] { return built.Forward(x); }, checked, /*samples=*/6));
}

TEST_P(StackConformanceTest, EqualSeedsBuildEqualStacksAndEvaluationIsDeterministic) {
  const BuiltStack built(config(), {at::kFloat}), again(config(), {at::kFloat});
  const at::Tensor y = built.Forward(Input(at::kFloat));
  built.Forward(Input(at::kFloat, 9));  // another length in between, as evaluation does
  EXPECT_TRUE(TensorsBitEqual(built.Forward(Input(at::kFloat)), y));
  EXPECT_TRUE(TensorsBitEqual(again.Forward(Input(at::kFloat)), y));
}

TEST_P(StackConformanceTest, IsCausal) {
  for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
    const BuiltStack built(config(), {dtype});
    const at::Tensor x = Input(dtype), changed = x.clone();
    changed.select(1, kLen - 1).mul_(-3);
    const at::Tensor y = built.Forward(x), y_changed = built.Forward(changed);
    EXPECT_TRUE(TensorsBitEqual(y.narrow(1, 0, kLen - 1), y_changed.narrow(1, 0, kLen - 1)));
    EXPECT_GT(LargestDifference(y.select(1, kLen - 1), y_changed.select(1, kLen - 1)), 0.01);
  }
}

TEST_P(StackConformanceTest, AnEncoderLooksBothWays) {
  const BuiltStack built(config(), {at::kDouble, /*causal=*/false});
  const at::Tensor changed = Input().clone();
  changed.select(1, kLen - 1).mul_(-3);
  EXPECT_GT(LargestDifference(built.Forward(Input()).select(1, 0), built.Forward(changed).select(1, 0)), 1e-3);
}

TEST_P(StackConformanceTest, APrefixGivesTheSamePrefix) {
  const BuiltStack built(config());
  const at::Tensor y = built.Forward(Input(at::kDouble, 20));
  for (const int64_t len : {1, 2, 7, 19})
    EXPECT_TRUE(TensorsNear(built.Forward(Input(at::kDouble, len)), y.narrow(1, 0, len), 1e-11)) << len;
}

// Token by token, and in chunks; also where positions are given and are not 0, 1, 2, ...
TEST_P(StackConformanceTest, ACacheChangesNothing) {
  const c10::NoGradGuard no_grad;
  const BuiltStack built(config());
  const at::Tensor x = Input(at::kDouble, 10), given = ConsecutivePositions(0, 20, at::kCPU).view({2, 10}).clone();
  for (const at::Tensor& positions : {at::Tensor(), given}) {
    const at::Tensor whole = built.Forward(x, positions);
    for (const std::vector<int64_t>& chunks : {std::vector<int64_t>(10, 1), {4, 1, 3, 2}, {10}}) {
      const std::unique_ptr<KvCache> cache = built.stack->MakeCache(kBatch, 12);
      ForwardContext context;
      context.cache = cache.get();
      std::vector<at::Tensor> parts;
      int64_t begin = 0;
      for (const int64_t chunk : chunks) {
        const at::Tensor some = positions.defined() ? positions.narrow(1, begin, chunk) : at::Tensor();
        parts.push_back(built.stack->Forward(x.narrow(1, begin, chunk), some, {}, context));
        begin += chunk;
      }
      EXPECT_TRUE(TensorsNear(at::cat(parts, 1), whole, 1e-11)) << chunks.size() << " chunks";
    }
  }
}

// Three hidden tokens in front of a sequence change nothing behind them, whatever stands there.
TEST_P(StackConformanceTest, LeftPaddingIsInvisible) {
  const BuiltStack built(config());
  const at::Tensor x = Input(), padded = at::cat({NamedNoise("padding", {kBatch, 3, kModel}, at::kDouble), x}, 1);
  const at::Tensor positions = at::cat({at::zeros({1, 3}, at::kLong), ConsecutivePositions(0, kLen, at::kCPU)}, 1);
  const at::Tensor may_attend = at::ones({kBatch, 1, 1, 3 + kLen}, at::kBool);
  may_attend.narrow(-1, 0, 3).zero_();
  const at::Tensor y = built.Forward(padded, positions, may_attend);
  EXPECT_TRUE(TensorsNear(y.narrow(1, 3, kLen), built.Forward(x), 1e-11));
  EXPECT_TRUE(AllFinite(y));
}

// Two documents in one row are two rows, and the gradient says so too.
TEST_P(StackConformanceTest, PackedDocumentsDoNotSeeEachOther) {
  const BuiltStack built(config());
  const at::Tensor x = Input(at::kDouble, 7).clone().set_requires_grad(true);
  const at::Tensor positions = at::cat({ConsecutivePositions(0, 4, at::kCPU), ConsecutivePositions(0, 3, at::kCPU)}, 1);
  const at::Tensor may_attend = at::zeros({1, 1, 7, 7}, at::kBool);
  may_attend.narrow(2, 0, 4).narrow(3, 0, 4).fill_(true);
  may_attend.narrow(2, 4, 3).narrow(3, 4, 3).fill_(true);
  const at::Tensor y = built.Forward(x, positions, may_attend);
  EXPECT_TRUE(TensorsNear(y.narrow(1, 0, 4), built.Forward(x.narrow(1, 0, 4)), 1e-11));
  EXPECT_TRUE(TensorsNear(y.narrow(1, 4, 3), built.Forward(x.narrow(1, 4, 3)), 1e-11));
  y.narrow(1, 4, 3).sum().backward();
  EXPECT_EQ(x.grad().narrow(1, 0, 4).abs().sum().item<double>(), 0);
}

TEST_P(StackConformanceTest, BothKernelsAgree) {
  config::Stack composed = config();
  composed.mutable_attention()->set_kernel(config::Attention::COMPOSED);
  EXPECT_TRUE(TensorsNear(BuiltStack(config()).Forward(Input()), BuiltStack(composed).Forward(Input()), 1e-11));
}

INSTANTIATE_TEST_SUITE_P(Stacks, StackConformanceTest, testing::ValuesIn(AllCases()),
                         [](const auto& info) { return info.param.name; });

// A variant that does nothing, or what another does, is a mistake. Gelu and its tanh form are nearest: 5e-4 before the
// outer product.
TEST(StackConformanceTest, EveryVariantDiffersFromEveryOther) {
  for (const auto& axis :
       {Positions(), Norms(), FeedForwards(), Residuals(), Arrangements(), Blocks(), AttentionChoices("query_key_norm"),
        AttentionChoices("sink"), AttentionChoices("score"), AttentionChoices("pattern")}) {
    ASSERT_GE(axis.size(), 2u);
    std::map<std::string, at::Tensor> outputs;
    for (const Case& one : axis) {
      const at::Tensor output = BuiltStack(one.config).Forward(Input());
      for (const auto& [name, other] : outputs)
        EXPECT_GT(LargestDifference(output, other), 1e-4) << one.name << " and " << name;
      outputs[one.name] = output;
    }
  }
}

}  // namespace
}  // namespace ceteris
