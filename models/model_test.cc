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

#include "core/block/stack.h"
#include "core/cpu/kernels.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/objective/cross_entropy.h"
#include "models/testing/random_batch.h"
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

Batch MakeBatch(const TinyModel& tiny) { return RandomBatch(tiny.context, /*batch=*/2, /*key=*/1); }

std::vector<int64_t> LogitShape(const TaskShape& shape) {
  if (shape.num_classes > 0) return {2, shape.num_classes};
  return {2, shape.seq_len, shape.vocab_size};
}

bool HasPostNorm(const config::Model& config) {
  return config.encoder().has_post_norm() || config.decoder().has_post_norm();
}

TEST(ModelTest, LogitsHaveTheShapeOfTheTaskAndEveryParameterGetsAFiniteGradient) {
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny);
    const Batch batch = MakeBatch(tiny);
    const at::Tensor logits = built->model->Forward(batch, ForwardContext()).logits;
    EXPECT_EQ(logits.sizes(), LogitShape(tiny.context)) << tiny.name;
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
  int num_causal = 0;
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny, at::kFloat);
    EXPECT_EQ(built->model->is_causal(), tiny.config.has_decoder()) << tiny.name;
    if (!built->model->is_causal()) continue;
    ++num_causal;
    Batch batch = MakeBatch(tiny);
    const int64_t last = tiny.context.seq_len - 1;
    const at::Tensor before = built->model->Forward(batch, ForwardContext()).logits;
    batch.inputs.select(1, last).add_(1).remainder_(tiny.context.vocab_size);
    const at::Tensor after = built->model->Forward(batch, ForwardContext()).logits;
    EXPECT_TRUE(at::equal(before.narrow(1, 0, last), after.narrow(1, 0, last))) << tiny.name;
    EXPECT_FALSE(at::equal(before.select(1, last), after.select(1, last))) << tiny.name;
  }
  EXPECT_GE(num_causal, 9);
}

TEST(ModelTest, TokenByTokenWithACacheGivesTheLogitsOfTheWholeSequence) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : TinyModels()) {
    const auto built = Build(tiny);
    if (!built->model->is_causal()) {
      EXPECT_THROW(built->model->MakeCache(2, tiny.context.seq_len), c10::Error) << tiny.name;
      continue;
    }
    const Batch batch = MakeBatch(tiny);
    const at::Tensor whole = built->model->Forward(batch, ForwardContext()).logits;
    const auto cache = built->model->MakeCache(2, tiny.context.seq_len);
    ForwardContext context;
    context.cache = cache.get();
    for (int64_t begin = 0, length = 3; begin < tiny.context.seq_len; begin += length, length = 1) {
      Batch part = batch;
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
    if (HasPostNorm(tiny.config)) continue;  // its last norm makes hidden states, so logits, of unit scale
    const auto built = Build(tiny);
    const Batch batch = MakeBatch(tiny);
    const double loss =
        CrossEntropySum(built->model->Forward(batch, ForwardContext()).logits, batch.targets).item<double>();
    const int64_t choices = tiny.context.num_classes > 0 ? tiny.context.num_classes : tiny.context.vocab_size;
    EXPECT_NEAR(loss / static_cast<double>(batch.num_targets), std::log(static_cast<double>(choices)), 0.05)
        << tiny.name;
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
  for (TinyModel tiny : TinyModels()) {
    const Batch batch = MakeBatch(tiny);
    const at::Tensor plain = Build(tiny)->model->Forward(batch, ForwardContext()).logits;
    tiny.config.mutable_embedding()->set_dropout_rate(0.5);
    const auto built = Build(tiny);
    EXPECT_TRUE(at::equal(built->model->Forward(batch, ForwardContext()).logits, plain)) << tiny.name;
    ForwardContext training;
    training.training = true;
    training.draw = at::zeros({}, at::kLong);
    EXPECT_FALSE(at::equal(built->model->Forward(batch, training).logits, plain)) << tiny.name;
  }
}

}  // namespace
}  // namespace ceteris
