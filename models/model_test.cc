// What every model must do, whatever it is made of.
#include "models/model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/base/counter_hash.h"
#include "core/block/stack.h"
#include "core/cpu/kernels.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/objective/cross_entropy.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

struct Built {
  ParameterSet parameters;
  std::unique_ptr<Model> model;
};

std::unique_ptr<Built> Build(const TinyModel& tiny, at::TensorOptions options = at::kDouble) {
  auto built = std::make_unique<Built>();
  auto model = BuildModel(tiny.config, tiny.context, Scope(&built->parameters, 1, options));
  EXPECT_TRUE(model.ok()) << tiny.name << ": " << model.status();
  built->model = *std::move(model);
  return built;
}

at::Tensor Tokens(int64_t batch, int64_t seq_len, int64_t vocab_size, uint64_t key) {
  at::Tensor tokens = at::zeros({batch, seq_len}, at::kLong);
  for (int64_t i = 0; i < tokens.numel(); ++i) {
    tokens.mutable_data_ptr<int64_t>()[i] = static_cast<int64_t>(UniformBelow(CounterHash(key, i), vocab_size));
  }
  return tokens;
}

Batch MakeBatch(const TinyModel& tiny) {
  Batch batch;
  batch.inputs = Tokens(2, tiny.context.seq_len, tiny.context.vocab_size, 1);
  batch.targets = Tokens(2, tiny.context.seq_len, tiny.context.vocab_size, 2);
  batch.num_targets = batch.targets.numel();
  return batch;
}

// One forward pass as a count of multiply-adds, product by product, from the config alone.
double CountForwardFlops(const config::Model& config, const TaskShape& context, int64_t batch, int64_t seq_len) {
  const config::Stack& decoder = config.decoder();
  const config::Attention& attention = decoder.attention();
  const int64_t d_model = decoder.d_model(), num_heads = attention.num_heads();
  const int64_t head_dim = attention.head_dim() > 0 ? attention.head_dim() : d_model / num_heads;
  const int64_t num_kv_heads = attention.num_kv_heads() > 0 ? attention.num_kv_heads() : num_heads;
  const int64_t d_ff = decoder.feed_forward().d_ff() > 0 ? decoder.feed_forward().d_ff() : 4 * d_model;
  const bool gated = decoder.feed_forward().has_swiglu() || decoder.feed_forward().has_geglu();
  int64_t multiply_adds = 0;
  for (int64_t row = 0; row < batch; ++row) {
    for (int64_t token = 0; token < seq_len; ++token) {
      for (int layer = 0; layer < decoder.num_layers(); ++layer) {
        for (int64_t head = 0; head < num_heads; ++head) {
          multiply_adds += d_model * head_dim;  // its query
          for (int64_t key = 0; key < seq_len; ++key)
            multiply_adds += 2 * head_dim;      // its score and its share of the mixture
          multiply_adds += head_dim * d_model;  // its part of the output projection
        }
        for (int64_t head = 0; head < num_kv_heads; ++head) multiply_adds += 2 * d_model * head_dim;
        multiply_adds += (gated ? 3 : 2) * d_model * d_ff;
      }
      multiply_adds += d_model * context.vocab_size;
    }
  }
  return 2.0 * static_cast<double>(multiply_adds);
}

TEST(ModelTest, FlopsAreThoseOfItsProducts) {
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny, at::TensorOptions().device(at::kMeta));
    EXPECT_EQ(built->model->ForwardFlops(3, 5), CountForwardFlops(tiny.config, tiny.context, 3, 5)) << tiny.name;
  }
}

TEST(ModelTest, LogitsHaveOneColumnPerTokenAndEveryParameterGetsAFiniteGradient) {
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny);
    const Batch batch = MakeBatch(tiny);
    const at::Tensor logits = built->model->Forward(batch, ForwardContext()).logits;
    EXPECT_EQ(logits.sizes(), (std::vector<int64_t>{2, tiny.context.seq_len, tiny.context.vocab_size})) << tiny.name;
    CrossEntropySum(logits, batch.targets).backward();
    for (const Parameter& parameter : built->parameters.parameters()) {
      ASSERT_TRUE(parameter.tensor.grad().defined()) << tiny.name << " " << parameter.name;
      EXPECT_TRUE(at::isfinite(parameter.tensor.grad()).all().item<bool>()) << tiny.name << " " << parameter.name;
      // A key bias moves all scores of a query alike, which the softmax does not see; packed with the others it is not
      // zero.
      EXPECT_GT(parameter.tensor.grad().abs().max().item<double>(), 1e-9) << tiny.name << " " << parameter.name;
    }
  }
}

TEST(ModelTest, AChangedLastTokenLeavesEarlierLogitsBitEqual) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny, at::kFloat);
    Batch batch = MakeBatch(tiny);
    const int64_t last = tiny.context.seq_len - 1;
    const at::Tensor before = built->model->Forward(batch, ForwardContext()).logits;
    batch.inputs.select(1, last).add_(1).remainder_(tiny.context.vocab_size);
    const at::Tensor after = built->model->Forward(batch, ForwardContext()).logits;
    EXPECT_TRUE(at::equal(before.narrow(1, 0, last), after.narrow(1, 0, last))) << tiny.name;
    EXPECT_FALSE(at::equal(before.select(1, last), after.select(1, last))) << tiny.name;
  }
}

TEST(ModelTest, TokenByTokenWithACacheGivesTheLogitsOfTheWholeSequence) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny);
    const Batch batch = MakeBatch(tiny);
    const at::Tensor whole = built->model->Forward(batch, ForwardContext()).logits;
    const auto cache = built->model->MakeCache(2, tiny.context.seq_len);
    ForwardContext context;
    context.cache = cache.get();
    for (int64_t begin = 0, length = 3; begin < tiny.context.seq_len; begin += length, length = 1) {
      Batch part;
      part.inputs = batch.inputs.narrow(1, begin, length);
      const at::Tensor logits = built->model->Forward(part, context).logits;
      const double difference = (logits - whole.narrow(1, begin, length)).abs().max().item<double>();
      EXPECT_LT(difference, 1e-12) << tiny.name << " at " << begin;
    }
  }
}

// bfloat16 keeps 8 bits: a relative error of 2^-9 per rounding, a few dozen of them on the way to a logit.
TEST(ModelTest, Bfloat16StaysNearFloat32) {
  const c10::NoGradGuard no_grad;
  for (TinyModel tiny : TinyModels()) {
    tiny.config.mutable_initialization()->mutable_gpt2()->set_stddev(0.2);
    const Batch batch = MakeBatch(tiny);
    const at::Tensor exact = Build(tiny, at::kFloat)->model->Forward(batch, ForwardContext()).logits;
    const at::Tensor coarse = Build(tiny, at::kBFloat16)->model->Forward(batch, ForwardContext()).logits;
    EXPECT_EQ(coarse.scalar_type(), at::kBFloat16) << tiny.name;
    EXPECT_LT((coarse.to(at::kFloat) - exact).abs().max().item<double>(), 0.03 * exact.abs().max().item<double>())
        << tiny.name;
    EXPECT_GT((coarse.to(at::kFloat) - exact).abs().max().item<double>(), 0) << tiny.name;
  }
}

TEST(ModelTest, AFreshModelGuessesUniformly) {
  for (const TinyModel& tiny : TinyModels()) {
    if (tiny.config.decoder().has_post_norm()) continue;  // its last norm makes hidden states, so logits, of unit scale
    const auto built = Build(tiny);
    const Batch batch = MakeBatch(tiny);
    const double loss =
        CrossEntropySum(built->model->Forward(batch, ForwardContext()).logits, batch.targets).item<double>();
    EXPECT_NEAR(loss / static_cast<double>(batch.num_targets), std::log(11.0), 0.05) << tiny.name;
  }
}

TEST(ModelTest, OnlyLearnedPositionsEnd) {
  EXPECT_EQ(Build(FindTinyModel("gpt2"))->model->max_positions(), 12);
  EXPECT_EQ(Build(FindTinyModel("llama"))->model->max_positions(), PositionalScheme::kUnlimited);
}

TEST(ModelTest, TheAttentionKernelFollowsFromThePositionalScheme) {
  for (const std::string name : {"llama", "alibi"}) {
    EXPECT_STREQ(Build(FindTinyModel(name))->model->attention_kernel(), "fused") << name << " in double precision";
  }
  EXPECT_STREQ(Build(FindTinyModel("t5"))->model->attention_kernel(), "composed");
  for (const std::string name : {"llama", "alibi", "t5"}) {
    if (FastestCpuKernels() == nullptr) break;
    EXPECT_STREQ(Build(FindTinyModel(name), at::kFloat)->model->attention_kernel(), "cpu") << name;
  }
}

TEST(ModelTest, EmbeddingDropoutActsInTrainingOnly) {
  const c10::NoGradGuard no_grad;
  TinyModel tiny = FindTinyModel("gpt2");
  const Batch batch = MakeBatch(tiny);
  const at::Tensor plain = Build(tiny)->model->Forward(batch, ForwardContext()).logits;
  tiny.config.mutable_embedding()->set_dropout_rate(0.5);
  const auto built = Build(tiny);
  EXPECT_TRUE(at::equal(built->model->Forward(batch, ForwardContext()).logits, plain));
  ForwardContext training;
  training.training = true;
  training.draw = at::zeros({}, at::kLong);
  EXPECT_FALSE(at::equal(built->model->Forward(batch, training).logits, plain));
}

}  // namespace
}  // namespace ceteris
