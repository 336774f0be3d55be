#include "experiments/forecast/memory_forecast.h"

#include <ATen/ops/zeros.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/attention/kernel_cpu.h"
#include "core/tensor/scope.h"
#include "core/testing/allocated_bytes.h"
#include "experiments/forecast/random_batches.h"
#include "experiments/spec/resolve.h"
#include "models/model_factory.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {
namespace {

constexpr int64_t kVocabSize = 65, kSeqLen = 64;

// batch_size 16 unless `training` says another.
config::Trial Trial(const std::string& decoder, const std::string& training = "", int64_t seq_len = kSeqLen) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("task { language_model { seq_len: ", seq_len, " } } model { decoder { num_layers: 3 d_model: 64 ",
                   decoder, " } } training { ", training, " }"),
      &trial));
  if (!trial.training().has_batch_size()) trial.mutable_training()->set_batch_size(16);
  Resolve(&trial);
  return trial;
}

struct Measured {
  AttentionKernel kernel;
  double bytes;
};

// Peak of a forward and backward pass, gradients of the parameters left out.
Measured MeasuredActivationBytes(const config::Trial& trial, const TaskShape& shape = {kVocabSize, kSeqLen}) {
  ParameterSet parameters;
  const auto model = BuildModel(trial.model(), shape, Scope(&parameters, 1, at::kFloat)).value();
  const Batch batch = RandomBatches(shape, trial.training().batch_size()).Get(0);
  ForwardContext context;
  context.training = true;
  context.draw = at::zeros({}, at::kLong);
  context.checkpoint_blocks = trial.training().activation_checkpointing();
  for (const Parameter& parameter : parameters.parameters()) {
    at::Tensor tensor = parameter.tensor;
    tensor.mutable_grad() = at::zeros(tensor.sizes());  // there before, as in training
  }
  const int64_t peak =
      PeakBytes([&] { CrossEntropySum(model->Forward(batch, context).logits, batch.targets).backward(); });
  return {AttentionKernelNamed(model->attention_kernel()), static_cast<double>(peak)};
}

TEST(MemoryForecastTest, ActivationsAreWhatTheAllocatorHandsOut) {
  for (const std::string decoder : {
           "position { learned {} }",
           "position { rotary {} }",
           "position { alibi {} }",
           "position { relative_bias {} }",
           "feed_forward { relu {} } position { none {} }",
           "position { none {} } post_norm {}",
           "position { none {} } norm { rms_norm {} }",
           "feed_forward { geglu {} }",
           "feed_forward { bias: false swiglu {} } norm { rms_norm {} } attention { bias: false num_kv_heads: 2 }",
           "attention { dropout_rate: 0.1 } dropout_rate: 0.1",
           "position { none {} } norm { scale_norm {} } feed_forward { reglu {} }",
           "position { none {} } norm { no_norm {} } rezero {} feed_forward { squared_relu {} }",
           "position { none {} } sandwich {} feed_forward { bilinear {} }",
           "position { none {} } parallel {} layer_scale {}",
           "position { none {} } feed_forward { mixture_of_experts { num_experts: 4 } }",
           "position { none {} } feed_forward { mixture_of_experts { top_k: 1 capacity_factor: 2 swiglu {} } }",
       }) {
    const config::Trial trial = Trial(decoder);
    const auto [kernel, measured] = MeasuredActivationBytes(trial);
    const double forecast = ForecastMemory(trial, {kVocabSize, kSeqLen}, 0, kernel).activation_bytes;
    EXPECT_NEAR(forecast / measured, 1, 0.15) << decoder << " on " << AttentionKernelName(kernel) << ": " << forecast
                                              << " forecast, " << measured << " measured";
  }
}

struct FamilyCase {
  const char* model;
  TaskShape shape;
  int64_t batch_size;
};

TaskShape Pairs(int64_t source_len, int64_t seq_len) {
  TaskShape shape{kVocabSize, seq_len};
  shape.source_len = source_len;
  return shape;
}

TaskShape Images(int64_t size) {
  TaskShape shape;
  shape.num_classes = 10;
  shape.image_size = size;
  shape.image_channels = 3;
  return shape;
}

// Every family, each above 50 MB.
TEST(MemoryForecastTest, EveryFamilyIsForecastWithinFifteenPercent) {
  const FamilyCase cases[] = {
      {"decoder { num_layers: 2 d_model: 128 position { learned {} } }", {kVocabSize, 64}, 48},
      {"decoder { num_layers: 2 d_model: 128 position { rotary {} } }", {2000, 64}, 48},
      {"encoder { num_layers: 2 d_model: 128 }", {kVocabSize, 64}, 48},
      {"head { masked_tokens {} } encoder { num_layers: 2 d_model: 128 position { learned {} } post_norm {} "
       "embedding_norm {} }",
       {kVocabSize, 64},
       48},
      {"encoder { num_layers: 2 d_model: 128 } decoder { num_layers: 2 d_model: 128 }", Pairs(64, 64), 24},
      {"encoder { num_layers: 1 d_model: 128 post_norm {} } decoder { num_layers: 3 d_model: 128 post_norm {} }",
       Pairs(96, 40), 24},
      {"encoder { num_layers: 2 d_model: 128 position { relative_bias {} } } decoder { num_layers: 2 d_model: 128 "
       "position { relative_bias {} } }",
       Pairs(64, 65), 24},
      {"encoder { num_layers: 2 d_model: 128 attention { dropout_rate: 0.1 } } decoder { num_layers: 2 d_model: 128 "
       "attention { dropout_rate: 0.1 } }",
       Pairs(48, 49), 32},
      {"input { patches { patch_size: 4 class_token: false } } head { classifier { pooling { mean {} } } } encoder { "
       "num_layers: 2 d_model: 128 position { learned {} } }",
       Images(32), 48},
  };
  for (const FamilyCase& family : cases) {
    config::Trial trial;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("model { ", family.model, " } training { batch_size: ", family.batch_size, " }"), &trial))
        << family.model;
    Resolve(&trial);
    const auto [kernel, measured] = MeasuredActivationBytes(trial, family.shape);
    const double forecast = ForecastMemory(trial, family.shape, 0, kernel).activation_bytes;
    EXPECT_GT(measured, 50e6) << family.model;
    EXPECT_NEAR(forecast / measured, 1, 0.15) << family.model << " on " << AttentionKernelName(kernel) << ": "
                                              << forecast << " forecast, " << measured << " measured";
    std::printf("%6.1f MB measured, %6.1f MB forecast: %s\n", measured / 1e6, forecast / 1e6, family.model);
  }
}

TEST(MemoryForecastTest, CheckpointsLeaveAnInputPerBlock) {
  for (const std::string decoder :
       {"", "position { rotary {} }", "position { none {} } post_norm {} feed_forward { swiglu {} }"}) {
    config::Trial plain = Trial(decoder), trial = Trial(decoder, "activation_checkpointing: true");
    for (config::Trial* deep : {&plain, &trial}) deep->mutable_model()->mutable_decoder()->set_num_layers(8);
    const auto [kernel, measured] = MeasuredActivationBytes(trial);
    const double forecast = ForecastMemory(trial, {kVocabSize, kSeqLen}, 0, kernel).activation_bytes;
    EXPECT_NEAR(forecast / measured, 1, 0.15) << decoder;
    EXPECT_LT(forecast, 0.5 * ForecastMemory(plain, {kVocabSize, kSeqLen}, 0, kernel).activation_bytes);
  }
}

// What long sequences run on, and what an attention layer may do beside softmax of products.
TEST(MemoryForecastTest, EveryAttentionIsWhatTheAllocatorHandsOut) {
  for (const auto& [seq_len, attention] : std::vector<std::pair<int64_t, std::string>>{
           {kSeqLen, "value_head_dim: 16"},
           {kSeqLen, "value_head_dim: 4"},
           {kSeqLen, "rms_query_key_norm {}"},
           {kSeqLen, "layer_query_key_norm {}"},
           {kSeqLen, "l2_query_key_norm {}"},
           {kSeqLen, "logit_soft_cap: 20"},
           {kSeqLen, "learned_sink {}"},
           {kSeqLen, "zero_sink {} logit_soft_cap: 20 dropout_rate: 0.1"},
           {kSeqLen, "sliding_window { window: 16 }"},
           {kSeqLen, "linear_attention {}"},
           {512, ""},
           {512, "global_local { window: 16 }"},
           {512, "sliding_window { window: 64 }"},
           {512, "sliding_window { window: 64 } learned_sink {}"},
           {512, "linear_attention {}"},
           {512, "linear_attention {} num_heads: 2 num_kv_heads: 1"},
       }) {
    const config::Trial trial = Trial(absl::StrCat("attention { ", attention, " }"), "batch_size: 4", seq_len);
    const TaskShape shape{kVocabSize, seq_len};
    const auto [kernel, measured] = MeasuredActivationBytes(trial, shape);
    const double forecast = ForecastMemory(trial, shape, 0, kernel).activation_bytes;
    EXPECT_NEAR(forecast / measured, 1, 0.15) << attention << " of " << seq_len << " on " << AttentionKernelName(kernel)
                                              << ": " << forecast << " forecast, " << measured << " measured";
  }
}

// Per token: a sequence that our own kernel takes keeps its probabilities, one that it does not take keeps none.
TEST(MemoryForecastTest, KnowsWhichSequencesOurOwnKernelTakes) {
  const config::Trial trial = Trial("");
  const auto per_token = [&](int64_t len) {
    const AttentionKernel kernel = TrainingKernel(trial.model().decoder().attention(), {}, {len, true});
    return ForecastMemory(trial, {kVocabSize, len}, 0, kernel).activation_bytes / static_cast<double>(len * 16);
  };
  const double without = per_token(100000);
  for (const int64_t len : {64, 100, 255, 256, 257, 512, 513}) {
    const at::Tensor q = at::zeros({1, 8, len, 8});
    const int64_t padded = AttentionFitsCpuKernels(q, q, {}) ? (len + 15) / 16 * 16 : 0;
    EXPECT_NEAR(per_token(len) - without, 3 * 8 * 4 * static_cast<double>(padded), 1e-6) << len;
  }
}

TEST(MemoryForecastTest, WeightsGradientsAndMomentsFollowThePrecision) {
  const auto bytes = [](const std::string& precision) {
    const MemoryForecast forecast = ForecastMemory(Trial("", absl::StrCat("precision { ", precision, " {} }")),
                                                   {kVocabSize, kSeqLen}, 1000, AttentionKernel::kFused);
    return forecast.peak_bytes() - forecast.activation_bytes;
  };
  EXPECT_EQ(bytes("float32"), 16000);   // weight, gradient, two moments
  EXPECT_EQ(bytes("bfloat16"), 18000);  // and two bytes of weight beside its master
  EXPECT_EQ(bytes("float64"), 32000);
}

TEST(MemoryForecastTest, OptimizersAndAveragesKeepCopiesOfTheWeights) {
  const auto bytes = [](const std::string& training) {
    return ForecastMemory(Trial("", training), {kVocabSize, kSeqLen}, 1000, AttentionKernel::kFused).moment_bytes;
  };
  EXPECT_EQ(bytes("optimizer { lion {} }"), 4000);
  EXPECT_EQ(bytes("optimizer { sgd { momentum: 0 } } averaging { exponential_average {} }"), 4000);
  EXPECT_EQ(bytes("averaging { checkpoint_average {} }"), (2 + 5) * 4000);
}

TEST(MemoryForecastTest, AccumulationHoldsOneMicroBatch) {
  const auto activations = [](const std::string& training) {
    return ForecastMemory(Trial("", training), {kVocabSize, kSeqLen}, 0, AttentionKernel::kFused).activation_bytes;
  };
  EXPECT_DOUBLE_EQ(activations("accumulation_steps: 4") * 4, activations(""));
}

}  // namespace
}  // namespace ceteris
