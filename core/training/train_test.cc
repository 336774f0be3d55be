#include "core/training/train.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/training/adamw.h"
#include "core/training/bigram_model.h"
#include "core/training/gradient_clipping.h"
#include "core/training/precision.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

// Steps, batch and learning rate of these tests; `fields` on top.
config::Training Config(const std::string& fields = "") {
  config::Training training;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "num_steps: 12 batch_size: 8 learning_rate: 0.05 evaluate_every: 0 log_every: 1 "
      "optimizer { adamw {} } schedule { cosine { warmup_steps: 3 } } precision { float32 {} }",
      &training));
  config::Training change;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &change));
  training.MergeFrom(change);
  return training;
}

// A model, its data, and what happened when it was trained.
struct Trial {
  explicit Trial(const config::Training& config, double dropout_rate = 0, bool ragged = false, uint64_t seed = 1)
      : training(config),
        model(dropout_rate, Scope(&parameters, seed, at::TensorOptions().dtype(FromPrecision(config.precision())))),
        batches(seed, config.batch_size(), ragged) {
    at::set_num_threads(1);  // the tensors are tiny: a second thread only waits
    hooks.on_metrics = [this](const StepMetrics& step) {
      metrics.push_back(step);
      return Verdict::kContinue;
    };
    hooks.on_evaluate = [this](int64_t step) {
      evaluated.push_back(step);
      return Verdict::kContinue;
    };
  }
  TrainingResult Train() { return Train(model.loss()); }
  TrainingResult Train(const LossFunction& loss) {
    return ceteris::Train(training, loss, parameters, batches, at::kCPU, hooks);
  }

  config::Training training;
  ParameterSet parameters;
  BigramModel model;
  BigramBatches batches;
  TrainingHooks hooks;
  std::vector<StepMetrics> metrics;
  std::vector<int64_t> evaluated;
};

void ExpectEqualWeights(const Trial& a, const Trial& b) {
  ASSERT_EQ(a.parameters.parameters().size(), b.parameters.parameters().size());
  for (size_t i = 0; i < a.parameters.parameters().size(); ++i) {
    const Parameter &left = a.parameters.parameters()[i], &right = b.parameters.parameters()[i];
    EXPECT_TRUE(at::equal(left.tensor, right.tensor)) << left.name;
  }
}

double LargestDifference(const Trial& a, const Trial& b) {
  double largest = 0;
  for (size_t i = 0; i < a.parameters.parameters().size(); ++i) {
    const at::Tensor difference = a.parameters.parameters()[i].tensor.detach().to(at::kDouble) -
                                  b.parameters.parameters()[i].tensor.detach().to(at::kDouble);
    largest = std::fmax(largest, difference.abs().max().item<double>());
  }
  return largest;
}

TEST(TrainTest, LearnsWhichTokenFollowsWhich) {
  Trial run(Config("num_steps: 200"));
  const TrainingResult result = run.Train();
  EXPECT_EQ(result.end, TrainingEnd::kFinished);
  EXPECT_EQ(result.num_steps, 200);
  EXPECT_GT(run.metrics.front().loss, std::log(11.0));
  // One target in ten is uniform over 11 tokens, whose entropy floor is about 0.5 nats.
  EXPECT_LT(result.last.loss, 1.0);
}

// Each step against the same sequence of operations written out, in double precision.
TEST(TrainTest, AStepIsLossGradientClippingAndUpdate) {
  const config::Training config = Config("precision { float64 {} } max_gradient_norm: 0.2 num_steps: 5");
  Trial run(config), expected(config);
  run.Train();
  TrainedTensors trained(expected.parameters);
  AdamW adamw(config.optimizer().adamw(), trained);
  const double factors[] = {1.0 / 3, 2.0 / 3, 1, 0.1 + 0.9 * 0.5, 0.1};  // warm-up of 3, then half a cosine over 2
  for (int64_t step = 1; step <= 5; ++step) {
    trained.ZeroGradients();
    const Batch batch = expected.batches.Get(step - 1);
    const at::Tensor mean = expected.model.Loss(batch, ForwardContext()) / static_cast<double>(batch.num_targets);
    mean.backward();
    const at::Tensor norm = trained.GradientNorm();
    adamw.Step(at::full({}, 0.05 * factors[step - 1], at::kDouble), ClippingDivisor(norm, 0.2));
    const StepMetrics& metrics = run.metrics[step - 1];
    EXPECT_NEAR(metrics.loss, mean.item<double>(), 1e-13);
    EXPECT_NEAR(metrics.gradient_norm, norm.item<double>(), 1e-13);
    EXPECT_GT(metrics.gradient_norm, 0.2);  // or clipping would not be tested
    EXPECT_NEAR(metrics.learning_rate, 0.05 * factors[step - 1], 1e-16);
    EXPECT_EQ(metrics.num_tokens, step * batch.num_targets);
  }
  EXPECT_LT(LargestDifference(run, expected), 1e-12);
}

TEST(TrainTest, TheSameTrialTwiceGivesTheSameBits) {
  Trial a(Config(), 0.3), b(Config(), 0.3), other(Config(), 0.3, false, 2);
  a.Train();
  b.Train();
  other.Train();
  ExpectEqualWeights(a, b);
  EXPECT_GT(LargestDifference(a, other), 0.01);
}

TEST(TrainTest, DropoutDrawsAnewInEveryMicroStep) {
  Trial run(Config("accumulation_steps: 2 num_steps: 3"));
  std::vector<int64_t> draws;
  run.Train([&](const Batch& batch, const ForwardContext& context) {
    EXPECT_TRUE(context.training);
    EXPECT_EQ(batch.inputs.size(0), 4);
    draws.push_back(context.draw.item<int64_t>());
    return run.model.Loss(batch, context);
  });
  EXPECT_THAT(draws, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(TrainTest, AccumulationEqualsTheBigBatch) {
  for (const bool ragged : {false, true}) {
    Trial whole(Config("precision { float64 {} }"), 0, ragged);
    whole.Train();
    for (const char* micro_steps : {"2", "4", "8"}) {
      Trial parts(Config("precision { float64 {} } accumulation_steps: " + std::string(micro_steps)), 0, ragged);
      parts.Train();
      EXPECT_LT(LargestDifference(whole, parts), 1e-12) << micro_steps;
      EXPECT_NEAR(parts.metrics.back().loss, whole.metrics.back().loss, 1e-12);
      EXPECT_NEAR(parts.metrics.back().gradient_norm, whole.metrics.back().gradient_norm, 1e-12);
    }
  }
}

// Evaluating, logging and what hooks do with LibTorch's own generator change no bit of training, dropout included.
TEST(TrainTest, ObservingDoesNotDisturbTraining) {
  Trial quiet(Config("log_every: 1000"), 0.3);
  quiet.Train();
  for (const char* fields :
       {"evaluate_every: 1", "evaluate_every: 5 log_every: 2", "evaluate_every: 12 log_every: 7"}) {
    Trial watched(Config(fields), 0.3);
    watched.hooks.on_evaluate = [&](int64_t step) {
      at::full({3}, 1.0).normal_();
      c10::NoGradGuard no_grad;
      watched.model.Loss(watched.batches.Get(1000 + step), ForwardContext());
      ForwardContext sampling;
      sampling.training = true;
      sampling.draw = at::full({}, step, at::kLong);
      watched.model.Loss(watched.batches.Get(2000), sampling);
      return Verdict::kContinue;
    };
    watched.Train();
    ExpectEqualWeights(quiet, watched);
    EXPECT_EQ(watched.metrics.back().loss, quiet.metrics.back().loss);
  }
}

TEST(TrainTest, HooksAreCalledAtTheirStepsAndAfterTheLast) {
  Trial run(Config("num_steps: 11 evaluate_every: 4 log_every: 5"));
  run.Train();
  std::vector<int64_t> logged;
  for (const StepMetrics& metrics : run.metrics) logged.push_back(metrics.step);
  EXPECT_THAT(logged, ElementsAre(5, 10, 11));
  EXPECT_THAT(run.evaluated, ElementsAre(4, 8, 11));
  Trial last_only(Config("num_steps: 4 evaluate_every: 0 log_every: 100"));
  last_only.Train();
  EXPECT_EQ(last_only.metrics.size(), 1u);
  EXPECT_THAT(last_only.evaluated, ElementsAre(4));
}

TEST(TrainTest, WithoutHooksItTrainsAllTheSame) {
  Trial watched(Config()), alone(Config());
  watched.Train();
  alone.hooks = TrainingHooks();
  const TrainingResult result = alone.Train();
  ExpectEqualWeights(watched, alone);
  EXPECT_EQ(result.last.loss, watched.metrics.back().loss);
}

TEST(TrainTest, ALoggedLossDoesNotDependOnTheLogInterval) {
  Trial often(Config()), seldom(Config("log_every: 4"));
  often.Train();
  seldom.Train();
  ASSERT_EQ(seldom.metrics.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(seldom.metrics[i].loss, often.metrics[4 * i + 3].loss);
    EXPECT_EQ(seldom.metrics[i].num_tokens, often.metrics[4 * i + 3].num_tokens);
  }
}

TEST(TrainTest, Bfloat16FollowsFloat32) {
  Trial exact(Config("num_steps: 100")), rounded(Config("num_steps: 100 precision { bfloat16 {} }"));
  exact.Train();
  rounded.Train();
  EXPECT_EQ(rounded.parameters.parameters()[0].tensor.scalar_type(), at::kBFloat16);
  EXPECT_NEAR(rounded.metrics.back().loss, exact.metrics.back().loss, 0.05);
  EXPECT_NE(rounded.metrics.back().loss, exact.metrics.back().loss);
}

TEST(TrainTest, TimeInHooksIsNotTrainingTime) {
  Trial run(Config("num_steps: 3 evaluate_every: 1"));
  run.hooks.on_evaluate = [](int64_t) {
    const double until = MonotonicSeconds() + 0.2;
    while (MonotonicSeconds() < until) {
    }
    return Verdict::kContinue;
  };
  const double started = MonotonicSeconds();
  const TrainingResult result = run.Train();
  EXPECT_GE(MonotonicSeconds() - started, 0.6);
  EXPECT_GT(result.training_seconds, 0);
  EXPECT_LE(result.training_seconds, MonotonicSeconds() - started - 0.6);
  EXPECT_EQ(result.last.elapsed_seconds, result.training_seconds);
}

TEST(TrainTest, TheLossIsToldWhetherBlocksAreCheckpointed) {
  for (const bool checkpointing : {false, true}) {
    Trial run(Config(checkpointing ? "num_steps: 1 activation_checkpointing: true" : "num_steps: 1"));
    run.Train([&](const Batch& batch, const ForwardContext& context) {
      EXPECT_EQ(context.checkpoint_blocks, checkpointing);
      return run.model.Loss(batch, context);
    });
  }
}

// One label per image: accumulation cuts images and labels alike.
TEST(TrainTest, TrainsOnImagesToo) {
  class Images final : public BatchSource {
   public:
    Batch Get(int64_t) const override {
      Batch batch;
      batch.images = at::full({8, 1, 2, 2}, 0.5);
      batch.targets = at::full({8}, 3, at::kLong);
      batch.num_targets = 8;
      return batch;
    }
    int64_t size() const override { return kEndless; }
  };
  Trial run(Config("num_steps: 2 accumulation_steps: 4"));
  int64_t images = 0;
  const LossFunction loss = [&](const Batch& batch, const ForwardContext&) {
    EXPECT_EQ(batch.targets.size(0), 2);
    images += batch.images.size(0);
    return (run.parameters.parameters()[0].tensor * batch.images.mean()).square().sum() *
           static_cast<double>(batch.num_targets);
  };
  EXPECT_EQ(ceteris::Train(run.training, loss, run.parameters, Images(), at::kCPU, run.hooks).end,
            TrainingEnd::kFinished);
  EXPECT_EQ(images, 16);
}

TEST(TrainTest, ABrokenContractThrows) {
  Trial run(Config());
  const LossFunction per_token = [&](const Batch& batch, const ForwardContext& context) {
    return run.model.Logits(batch.inputs, context);
  };
  EXPECT_THROW(run.Train(per_token), c10::Error);
  Trial uneven(Config("accumulation_steps: 3"));
  EXPECT_THROW(uneven.Train(), c10::Error);
  Trial unresolved(Config());
  unresolved.training.clear_optimizer();
  EXPECT_THROW(unresolved.Train(), c10::Error);
}

}  // namespace
}  // namespace ceteris
