#include "core/block/stack.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>

#include <set>
#include <string>
#include <vector>

#include "core/block/validate_stack.h"
#include "core/cpu/kernels.h"
#include "core/testing/every_variant.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

at::Tensor Input(int64_t len = 5, at::ScalarType dtype = at::kDouble) {
  return NamedNoise("x", {2, 9, 12}, dtype).narrow(1, 0, len);
}

TEST(StackTest, ParameterNamesAreAnInterface) {
  const BuiltStack built(SmallStack("num_layers: 1 position { learned {} }"), {at::kFloat, true, /*memory_d_model=*/6});
  std::set<std::string> names;
  for (const NamedTensor& named : built.parameters.NamedTensors()) names.insert(named.name);
  std::set<std::string> expected = {"embedding.position.weight", "decoder.norm.weight", "decoder.norm.bias"};
  for (const std::string sublayer : {"attention", "cross_attention", "feed_forward"}) {
    const std::vector<std::string> parts = sublayer == "feed_forward"
                                               ? std::vector<std::string>{"norm", "inner", "outer"}
                                               : std::vector<std::string>{"norm", "query", "key", "value", "output"};
    for (const std::string& part : parts) {
      for (const std::string kind : {"weight", "bias"})
        expected.insert("decoder.0." + sublayer + "." + part + "." + kind);
    }
  }
  EXPECT_EQ(names, expected);
}

TEST(StackTest, OnlyPreNormEndsWithANorm) {
  EXPECT_NE(BuiltStack(SmallStack()).parameters.FindOne("decoder.norm.weight"), nullptr);
  EXPECT_EQ(BuiltStack(SmallStack("post_norm {}")).parameters.FindOne("decoder.norm.weight"), nullptr);
}

// BERT: the sum of the embeddings is normalised, with weights of its own, before anything else reads it.
TEST(StackTest, AnEmbeddingNormStandsBeforeTheFirstBlock) {
  const BuiltStack plain(SmallStack("position { none {} }"));
  const BuiltStack normed(SmallStack("position { none {} } embedding_norm { norm { rms_norm { epsilon: 0.25 } } }"));
  const at::Tensor gain = normed.parameters.FindOne("decoder.embedding_norm.weight")->tensor;
  const at::Tensor x = Input(), rms = (x * x).mean(-1, true) + 0.25;
  EXPECT_TRUE(TensorsNear(normed.Forward(x), plain.Forward(x / rms.sqrt() * gain), 1e-12));
  EXPECT_TRUE(TensorsBitEqual(BuiltStack(SmallStack("position { none {} } no_embedding_norm {}")).Forward(x),
                              plain.Forward(x)));
}

// Common random numbers: what two arms both have starts from the same bits.
TEST(StackTest, ArmsShareEveryTensorThatBothHave) {
  const BuiltStack one(SmallStack("position { rotary {} }"), {at::kFloat, true, 0, 7, 0});
  const BuiltStack other(SmallStack("num_layers: 3 position { learned {} } norm { rms_norm {} }"),
                         {at::kFloat, true, 0, 7, 0});
  int shared = 0;
  for (const NamedTensor& a : one.parameters.NamedTensors()) {
    for (const NamedTensor& b : other.parameters.NamedTensors()) {
      if (a.name != b.name) continue;
      EXPECT_TRUE(TensorsBitEqual(a.tensor, b.tensor)) << a.name;
      ++shared;
    }
  }
  EXPECT_EQ(shared, 2 * 12 + 2 * 2 + 1) << "all but the biases of layer norms";
}

// Counted from the matrices that there are (2 per weight and token) and, by hand, scores and mixing: 2 layers x 2 heads
// x 2 products of 5 x 5 x 6, 2 operations each, for each of 3 sequences.
TEST(StackTest, FlopsAreThoseOfTheProducts) {
  // With shaw, per layer, sequence, head and query: 17 rows of keys and 17 of values, 6 wide, 2 operations each.
  EXPECT_EQ(BuiltStack(SmallStack("position { shaw {} }")).stack->ForwardFlops(3, 5),
            BuiltStack(SmallStack()).stack->ForwardFlops(3, 5) + 2 * 3 * 2 * 5 * (2 * 17 * 6 * 2));

  for (const std::string change : {"", "feed_forward { swiglu {} }", "feed_forward { bias: false d_ff: 7 relu {} }"}) {
    const BuiltStack built(SmallStack(change));
    double weights = 0;
    for (const Parameter& parameter : built.parameters.parameters()) {
      if (parameter.decay == WeightDecay::kDecay) weights += static_cast<double>(parameter.tensor.numel());
    }
    EXPECT_EQ(built.stack->ForwardFlops(3, 5), 3 * 5 * 2 * weights + 3 * 2 * (2 * 2 * (2 * 5 * 5 * 6))) << change;
  }
}

// What AUTO takes for each scheme: recorded in a trial, so a change is a change of results. Our own CPU kernel takes a
// trained bias; what changes single scores runs on the composed kernel everywhere.
TEST(StackTest, ChoosesTheKernelOfEachScheme) {
  for (const auto& position : EveryVariant(config::Position(), "scheme")) {
    config::Stack config = SmallStack();
    *config.mutable_position() = position;
    const BuiltStack exact(config), single(config, {at::kFloat});
    const PositionalScheme& scheme = exact.stack->position();
    const bool changes = scheme.adjusts_scores() || scheme.adds_to_mixed();
    const std::string composed = changes || scheme.score_bias_requires_grad() ? "composed" : "fused";
    const std::string name = VariantName(position, "scheme");
    EXPECT_EQ(exact.stack->attention_kernel(), composed) << name;
    EXPECT_EQ(single.stack->attention_kernel(), changes || FastestCpuKernels() == nullptr ? composed : "cpu") << name;
    config.mutable_attention()->set_dropout_rate(0.1);
    EXPECT_STREQ(BuiltStack(config, {at::kFloat}).stack->attention_kernel(), "composed");
  }
}

// What validation says of the fused kernel and what can be built are one thing.
TEST(StackTest, RefusesTheFusedKernelExactlyWhereASchemeCannotRunOnIt) {
  for (const auto& position : EveryVariant(config::Position(), "scheme")) {
    config::Stack config = SmallStack("attention { kernel: FUSED }");
    *config.mutable_position() = position;
    const absl::Status status = ValidateStack(config, {32, true}, "decoder");
    if (status.ok()) {
      EXPECT_NO_THROW(EXPECT_STREQ(BuiltStack(config).stack->attention_kernel(), "fused"))
          << VariantName(position, "scheme") << ": name it in SchemeOfComposedKernel(), validate_stack.cc";
    } else {
      EXPECT_NE(std::string(status.message()).find(VariantName(position, "scheme")), std::string::npos) << status;
      EXPECT_THROW(BuiltStack{config}, c10::Error) << status;
    }
  }
}

// Positions 7 later everywhere: the same to schemes that see distances, another thing to those that see places.
TEST(StackTest, RelativeSchemesSeeDistancesAndAbsoluteOnesPlaces) {
  for (const auto& position : EveryVariant(config::Position(), "scheme")) {
    const std::string name = VariantName(position, "scheme");
    config::Stack config = SmallStack();
    *config.mutable_position() = position;
    const BuiltStack built(config);
    const at::Tensor moved = built.Forward(Input(), ConsecutivePositions(7, 5, at::kCPU)), y = built.Forward(Input());
    if (name == "sinusoidal" || name == "learned" || name == "tensor_to_tensor_sinusoidal") {
      EXPECT_GT(LargestDifference(moved, y), 0.01) << name;
    } else {
      EXPECT_TRUE(TensorsNear(moved, y, 1e-11)) << name;
    }
  }
}

TEST(StackTest, BuildsOnTheMetaDeviceWithoutMemory) {
  config::Stack config = SmallStack("num_layers: 96 d_model: 12288 attention { num_heads: 96 }");
  const BuiltStack built(config, {at::kFloat, true, 0, 1, /*noise=*/0, at::kMeta});
  // 12 d^2 + 13 d per layer and 2 d for the last norm.
  EXPECT_EQ(built.parameters.num_elements(), 96 * (12 * int64_t{12288} * 12288 + 13 * int64_t{12288}) + 2 * 12288);
}

TEST(StackTest, DropsResidualsAndEmbeddingsInTrainingOnly) {
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const BuiltStack plain(SmallStack()), dropping(SmallStack("dropout_rate: 0.5"));
  EXPECT_TRUE(TensorsBitEqual(dropping.Forward(Input()), plain.Forward(Input())));
  const at::Tensor once = dropping.stack->Forward(Input(), {}, {}, training);
  EXPECT_GT(LargestDifference(once, plain.Forward(Input())), 0.1);
  EXPECT_TRUE(TensorsBitEqual(dropping.stack->Forward(Input(), {}, {}, training), once)) << "a function of the draw";
  training.draw = at::ones({}, at::kLong) * 2;
  EXPECT_GT(LargestDifference(dropping.stack->Forward(Input(), {}, {}, training), once), 0.1);
}

TEST(StackTest, GradientsMatchDifferencesUnderDropout) {
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const BuiltStack all(
      SmallStack("dropout_rate: 0.3 attention { dropout_rate: 0.3 } feed_forward { dropout_rate: 0.3 }"));
  const at::Tensor x = Input().clone().set_requires_grad(true);
  EXPECT_TRUE(GradientsMatch([&] { return all.stack->Forward(x, {}, {}, training); }, {{"x", x}}));
}

class CrossAttentionTest : public testing::TestWithParam<std::string> {
 protected:
  CrossAttentionTest() : built_(SmallStack(GetParam()), {at::kDouble, true, /*memory_d_model=*/8}) {}
  at::Tensor Forward(const at::Tensor& x, const Memory& memory, const ForwardContext& context = {}) const {
    return built_.stack->Forward(x, {}, {}, memory, context);
  }
  BuiltStack built_;
  Memory memory_{NamedNoise("memory", {2, 7, 8}, at::kDouble), {}};
};

TEST_P(CrossAttentionTest, GradientsMatchDifferences) {
  const at::Tensor x = Input().clone().set_requires_grad(true);
  memory_.hidden.set_requires_grad(true);
  std::vector<CheckedTensor> checked = CheckedParameters(built_.parameters);
  checked.push_back({"x", x});
  checked.push_back({"memory", memory_.hidden});
  EXPECT_TRUE(GradientsMatch([&] { return Forward(x, memory_); }, checked, /*samples=*/6));
}

TEST_P(CrossAttentionTest, EveryTokenSeesTheWholeMemoryAndOnlyItsOwnPast) {
  const at::Tensor y = Forward(Input(), memory_), changed = Input().clone();
  changed.select(1, 4).mul_(-3);
  EXPECT_TRUE(TensorsBitEqual(y.narrow(1, 0, 4), Forward(changed, memory_).narrow(1, 0, 4)));
  const at::Tensor other = memory_.hidden.clone();
  other.select(1, 6).mul_(-3);
  EXPECT_GT(LargestDifference(y.select(1, 0), Forward(Input(), {other, {}}).select(1, 0)), 1e-3);
}

TEST_P(CrossAttentionTest, HiddenMemoryIsInvisible) {
  Memory padded{at::cat({memory_.hidden, NamedNoise("padding", {2, 3, 8}, at::kDouble)}, 1),
                at::ones({2, 1, 1, 10}, at::kBool)};
  padded.may_attend.narrow(-1, 7, 3).zero_();
  EXPECT_TRUE(TensorsNear(Forward(Input(), padded), Forward(Input(), memory_), 1e-11));
}

TEST_P(CrossAttentionTest, ACacheChangesNothing) {
  const c10::NoGradGuard no_grad;
  const std::unique_ptr<KvCache> cache = built_.stack->MakeCache(2, 9);
  ForwardContext context;
  context.cache = cache.get();
  std::vector<at::Tensor> parts;
  for (const int64_t begin : {0, 1, 2, 3, 4}) parts.push_back(Forward(Input().narrow(1, begin, 1), memory_, context));
  EXPECT_TRUE(TensorsNear(at::cat(parts, 1), Forward(Input(), memory_), 1e-11));
}

INSTANTIATE_TEST_SUITE_P(
    Stacks, CrossAttentionTest,
    testing::Values("", "post_norm {} norm { rms_norm {} }", "position { relative_bias {} }",
                    "position { rotary {} } attention { num_heads: 4 num_kv_heads: 2 head_dim: 4 bias: false }"),
    [](const auto& info) { return "case" + std::to_string(info.index); });

TEST(StackTest, AMemoryAndCrossAttentionGoTogether) {
  EXPECT_THROW(BuiltStack(SmallStack())
                   .stack->Forward(Input(), {}, {}, Memory{NamedNoise("m", {2, 3, 12}, at::kDouble), {}}, {}),
               c10::Error);
  EXPECT_THROW(BuiltStack(SmallStack(), {at::kDouble, true, 8}).Forward(Input()), c10::Error);
}

}  // namespace
}  // namespace ceteris
