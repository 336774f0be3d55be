#include "core/attention/multi_head_attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>

#include <set>

#include "core/attention/recorder.h"
#include "core/cpu/kernels.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/testing/attention_oracle.h"
#include "core/testing/default_choices.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// A layer of its own ParameterSet, with noise on every parameter so that biases count.
struct Layer {
  Layer(const std::string& text, int64_t d_model, int64_t memory_d_model = 0,
        const PositionalScheme* position = nullptr, at::ScalarType dtype = at::kDouble) {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
    WriteDefaultChoices(&config);
    shape = ShapeOf(config, d_model);
    shape.memory_d_model = memory_d_model;
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    const Normal normal(0.3);
    attention =
        std::make_unique<MultiHeadAttention>(shape, config, AttentionContext{normal, normal, /*seq_len=*/16},
                                             position == nullptr ? &none : position, 0, scope.Child("attention"));
    AddNamedNoise(parameters, 0.3);
  }
  at::Tensor Named(const std::string& name) const {
    for (const NamedTensor& named : parameters.NamedTensors()) {
      if (named.name == "attention." + name) return named.tensor;
    }
    return {};
  }
  at::Tensor Project(const at::Tensor& x, const std::string& name,
                     int64_t heads) const {  // [batch, heads, len, channels]
    const at::Tensor bias = Named(name + ".bias");
    const at::Tensor y =
        at::linear(x, Named(name + ".weight"), bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
    return y.view({x.size(0), x.size(1), heads, -1}).transpose(1, 2);
  }
  at::Tensor Oracle(const at::Tensor& x, const at::Tensor& memory, const at::Tensor& visible) const {
    const at::Tensor mixed = AttentionOracle({Project(x, "query", shape.num_heads),
                                              Project(memory, "key", shape.num_kv_heads),
                                              Project(memory, "value", shape.num_kv_heads),
                                              visible,
                                              {},
                                              config.scale(),
                                              config.logit_soft_cap(),
                                              Named("sink.logit")});
    const at::Tensor bias = Named("output.bias");
    return at::linear(mixed.transpose(1, 2).flatten(2), Named("output.weight"),
                      bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
  }
  config::Attention config;
  AttentionShape shape;
  None none;
  ParameterSet parameters;
  std::unique_ptr<MultiHeadAttention> attention;
};

AttentionMask CausalMask(int64_t len) {
  return MakeAttentionMask(true, ConsecutivePositions(0, len, at::kCPU), ConsecutivePositions(0, len, at::kCPU), {},
                           {});
}

at::Tensor Causal(int64_t len) { return at::ones({1, 1, len, len}, at::kBool).tril(); }

TEST(MultiHeadAttentionTest, IsTheOracleBetweenItsProjections) {
  for (const std::string text :
       {"num_heads: 4", "num_heads: 4 bias: false", "num_heads: 1", "num_heads: 6 num_kv_heads: 2 head_dim: 5",
        "num_heads: 4 num_kv_heads: 1", "num_heads: 6 num_kv_heads: 2 head_dim: 5 value_head_dim: 7",
        "num_heads: 4 value_head_dim: 2 scale: 0.9"}) {
    for (const std::string kernel : {" kernel: FUSED", " kernel: COMPOSED"}) {
      const Layer layer(text + kernel, 12);
      const at::Tensor x = NamedNoise("x", {2, 5, 12}, at::kDouble);
      EXPECT_TRUE(TensorsNear(layer.attention->Forward(x, CausalMask(5), {}), layer.Oracle(x, x, Causal(5)), 1e-12))
          << text << kernel;
    }
  }
}

// The same with what only the composed kernel does, also in cross-attention.
TEST(MultiHeadAttentionTest, CapAndSinkAreTheOraclesToo) {
  for (const std::string text : {"num_heads: 4 logit_soft_cap: 0.8", "num_heads: 4 learned_sink {}",
                                 "num_heads: 4 num_kv_heads: 2 learned_sink {} logit_soft_cap: 2 value_head_dim: 5"}) {
    const Layer layer(text, 12), cross(text, 12, /*memory_d_model=*/7);
    const at::Tensor x = NamedNoise("x", {2, 5, 12}, at::kDouble), memory = NamedNoise("m", {2, 6, 7}, at::kDouble);
    EXPECT_TRUE(TensorsNear(layer.attention->Forward(x, CausalMask(5), {}), layer.Oracle(x, x, Causal(5)), 1e-12));
    const AttentionMask all =
        MakeAttentionMask(false, ConsecutivePositions(0, 5, at::kCPU), ConsecutivePositions(0, 6, at::kCPU), {}, {});
    EXPECT_TRUE(TensorsNear(cross.attention->Forward(x, memory, all, {}), cross.Oracle(x, memory, {}), 1e-12)) << text;
  }
}

// Queries and keys divided by their lengths, times the trained number: the oracle on what the loop oracle is given so.
TEST(MultiHeadAttentionTest, ANormActsOnQueriesAndKeysAndNotOnValues) {
  const Layer layer("num_heads: 4 l2_query_key_norm {}", 12);
  const at::Tensor x = NamedNoise("x", {2, 5, 12}, at::kDouble);
  const auto cosine = [](const at::Tensor& h) { return h / h.square().sum(-1, true).sqrt(); };
  const at::Tensor mixed = AttentionOracle({cosine(layer.Project(x, "query", 4)) * layer.Named("query_key_norm.scale"),
                                            cosine(layer.Project(x, "key", 4)),
                                            layer.Project(x, "value", 4),
                                            Causal(5),
                                            {},
                                            /*scale=*/1});
  const at::Tensor y =
      at::linear(mixed.transpose(1, 2).flatten(2), layer.Named("output.weight"), layer.Named("output.bias"));
  EXPECT_TRUE(TensorsNear(layer.attention->Forward(x, CausalMask(5), {}), y, 1e-10));
}

TEST(MultiHeadAttentionTest, CrossAttentionReadsTheMemory) {
  for (const std::string kernel : {" kernel: FUSED", " kernel: COMPOSED", " value_head_dim: 4"}) {
    const Layer layer("num_heads: 4 num_kv_heads: 2" + kernel, 12, /*memory_d_model=*/7);
    const at::Tensor x = NamedNoise("x", {2, 3, 12}, at::kDouble),
                     memory = NamedNoise("memory", {2, 6, 7}, at::kDouble);
    const AttentionMask mask =
        MakeAttentionMask(false, ConsecutivePositions(0, 3, at::kCPU), ConsecutivePositions(0, 6, at::kCPU), {}, {});
    EXPECT_TRUE(TensorsNear(layer.attention->Forward(x, memory, mask, {}), layer.Oracle(x, memory, {}), 1e-12));
    EXPECT_THROW(layer.attention->Forward(x, mask, {}), c10::Error);
  }
  const Layer self("num_heads: 4", 12);
  EXPECT_THROW(self.attention->Forward(NamedNoise("x", {2, 3, 12}, at::kDouble),
                                       NamedNoise("m", {2, 3, 12}, at::kDouble), CausalMask(3), {}),
               c10::Error);
}

TEST(MultiHeadAttentionTest, GradientsMatchDifferences) {
  for (const std::string text :
       {"num_heads: 2", "num_heads: 2 kernel: COMPOSED", "num_heads: 4 num_kv_heads: 2 head_dim: 3 bias: false",
        "num_heads: 2 value_head_dim: 5", "num_heads: 2 learned_sink {} logit_soft_cap: 2 rms_query_key_norm {}"}) {
    const Layer layer(text, 6);
    const at::Tensor x = NamedNoise("x", {2, 4, 6}, at::kDouble).set_requires_grad(true);
    std::vector<CheckedTensor> checked = CheckedParameters(layer.parameters);
    checked.push_back({"x", x});
    EXPECT_TRUE(GradientsMatch([&] { return layer.attention->Forward(x, CausalMask(4), {}); }, checked)) << text;
  }
}

TEST(MultiHeadAttentionTest, NamesItsParametersAsSeparateTensors) {
  const Layer layer("num_heads: 4 num_kv_heads: 2", 12);
  std::set<std::string> names;
  for (const NamedTensor& named : layer.parameters.NamedTensors()) names.insert(named.name);
  EXPECT_EQ(names, (std::set<std::string>{"attention.query.weight", "attention.query.bias", "attention.key.weight",
                                          "attention.key.bias", "attention.value.weight", "attention.value.bias",
                                          "attention.output.weight", "attention.output.bias"}));
  EXPECT_EQ(layer.Named("key.weight").sizes(), at::IntArrayRef({6, 12}));
  for (const NamedTensor& named : layer.parameters.NamedTensors()) {
    EXPECT_EQ(named.decay == WeightDecay::kDecay, named.tensor.dim() == 2) << named.name;
  }
}

TEST(MultiHeadAttentionTest, ChoosesTheKernelThatCanDoTheWork) {
  const auto name = [](const std::string& text, at::ScalarType dtype = at::kDouble) {
    return std::string(AttentionKernelName(Layer(text, 12, 0, nullptr, dtype).attention->kernel(/*seq_len=*/64)));
  };
  EXPECT_EQ(name("num_heads: 4"), "fused");
  EXPECT_EQ(name("num_heads: 4", at::kFloat), FastestCpuKernels() == nullptr ? "fused" : "cpu");
  EXPECT_EQ(name("num_heads: 4 kernel: FUSED", at::kFloat), "fused");
  EXPECT_EQ(name("num_heads: 4 kernel: COMPOSED", at::kFloat), "composed");
  for (const std::string text : {"dropout_rate: 0.1", "logit_soft_cap: 3", "zero_sink {}", "learned_sink {}"}) {
    EXPECT_EQ(name("num_heads: 4 " + text, at::kFloat), "composed");
    EXPECT_THROW(Layer("kernel: FUSED num_heads: 4 " + text, 12), c10::Error);
  }
  for (const std::string text : {"scale: 1", "value_head_dim: 5", "rms_query_key_norm {}", "l2_query_key_norm {}"})
    EXPECT_EQ(name("num_heads: 4 " + text), "fused");
}

// Keeps what it is handed.
class Keeps final : public Recorder {
 public:
  void Attention(absl::string_view scope_name, const at::Tensor& probabilities) override {
    name = std::string(scope_name);
    kept = probabilities;
  }
  std::string name;
  at::Tensor kept;
};

// Whatever kernel runs, in training and with a cache, the result keeps its bits; and what was kept, times the values,
// is what the layer mixed.
TEST(MultiHeadAttentionTest, ARecorderSeesProbabilitiesAndChangesNoBit) {
  for (const std::string text : {"num_heads: 4 num_kv_heads: 2", "num_heads: 4 kernel: COMPOSED dropout_rate: 0.5"}) {
    for (const at::ScalarType dtype : {at::kFloat, at::kDouble}) {
      const Layer layer(text, 12, 0, nullptr, dtype);
      const at::Tensor x = NamedNoise("x", {2, 5, 12}, dtype).set_requires_grad(true);
      Keeps keeps;
      ForwardContext plain, recording;
      plain.training = recording.training = true;
      plain.draw = recording.draw = at::ones({}, at::kLong);
      recording.recorder = &keeps;
      const at::Tensor y = layer.attention->Forward(x, CausalMask(5), recording);
      EXPECT_TRUE(TensorsBitEqual(y, layer.attention->Forward(x, CausalMask(5), plain)));
      EXPECT_EQ(keeps.name, "attention");
      ASSERT_EQ(keeps.kept.sizes(), at::IntArrayRef({2, 4, 5, 5}));
      EXPECT_FALSE(keeps.kept.requires_grad());
      const at::Tensor v = layer.Project(x, "value", layer.shape.num_kv_heads);
      const at::Tensor mixed = at::matmul(keeps.kept, v.repeat_interleave(4 / layer.shape.num_kv_heads, 1));
      const at::Tensor out =
          at::linear(mixed.transpose(1, 2).flatten(2), layer.Named("output.weight"), layer.Named("output.bias"));
      EXPECT_TRUE(TensorsNear(out, layer.attention->Forward(x, CausalMask(5), {}), 1e-5)) << text;
    }
  }
}

TEST(MultiHeadAttentionTest, ARecorderSeesCrossAttention) {
  const Layer layer("num_heads: 4", 12, /*memory_d_model=*/7);
  Keeps keeps;
  ForwardContext context;
  context.recorder = &keeps;
  const AttentionMask mask =
      MakeAttentionMask(false, ConsecutivePositions(0, 3, at::kCPU), ConsecutivePositions(0, 6, at::kCPU), {}, {});
  layer.attention->Forward(NamedNoise("x", {2, 3, 12}, at::kDouble), NamedNoise("m", {2, 6, 7}, at::kDouble), mask,
                           context);
  EXPECT_TRUE(TensorsNear(keeps.kept.sum(-1), at::ones({2, 4, 3}), 1e-12));
}

TEST(MultiHeadAttentionTest, DropsProbabilitiesInTrainingOnly) {
  const Layer dropping("num_heads: 4 dropout_rate: 0.5", 12), keeping("num_heads: 4", 12);
  const at::Tensor x = NamedNoise("x", {2, 5, 12}, at::kDouble);
  EXPECT_TRUE(TensorsNear(dropping.attention->Forward(x, CausalMask(5), {}),
                          keeping.attention->Forward(x, CausalMask(5), {}), 1e-12));
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const at::Tensor once = dropping.attention->Forward(x, CausalMask(5), training);
  EXPECT_GT(LargestDifference(once, dropping.attention->Forward(x, CausalMask(5), {})), 0.1);
  EXPECT_TRUE(TensorsBitEqual(once, dropping.attention->Forward(x, CausalMask(5), training)));
}

}  // namespace
}  // namespace ceteris
