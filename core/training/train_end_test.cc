// The ways in which training ends before its last step.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "core/training/bigram_model.h"
#include "core/training/train.h"

namespace ceteris {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

config::Training Config(int64_t num_steps, int64_t log_every) {
  config::Training training;
  training.set_num_steps(num_steps);
  training.set_batch_size(2);
  training.set_log_every(log_every);
  training.set_evaluate_every(1);
  training.mutable_optimizer()->mutable_adamw();
  training.mutable_schedule()->mutable_constant();
  training.mutable_precision()->mutable_float32();
  return training;
}

struct Trial {
  explicit Trial(const config::Training& config)
      : training(config), model(0, Scope(&parameters, 1, at::TensorOptions().dtype(at::kFloat))), batches(1, 2) {
    at::set_num_threads(1);  // the tensors are tiny: a second thread only waits
  }
  TrainingResult Train(const LossFunction& loss) {
    return ceteris::Train(training, loss, parameters, batches, at::kCPU, hooks);
  }
  // The model's loss, times `factor` at step `step`.
  LossFunction Spoiled(int64_t step, double factor) {
    return [this, step, factor](const Batch& batch, const ForwardContext& context) {
      const at::Tensor loss = model.Loss(batch, context);
      return context.draw.item<int64_t>() == step - 1 ? loss * factor : loss;
    };
  }

  config::Training training;
  ParameterSet parameters;
  BigramModel model;
  BigramBatches batches;
  TrainingHooks hooks;
};

TEST(TrainEndTest, ALossThatIsNotFiniteIsADivergenceAtItsStep) {
  for (const double factor : {std::numeric_limits<double>::quiet_NaN(), kInfinity}) {
    for (const int64_t log_every : {1, 5, 100}) {
      Trial run(Config(40, log_every));
      std::vector<StepMetrics> metrics;
      std::vector<int64_t> evaluated;
      run.hooks.on_metrics = [&](const StepMetrics& step) {
        metrics.push_back(step);
        return Verdict::kContinue;
      };
      run.hooks.on_evaluate = [&](int64_t step) {
        evaluated.push_back(step);
        return Verdict::kContinue;
      };
      const TrainingResult result = run.Train(run.Spoiled(7, factor));
      EXPECT_EQ(result.end, TrainingEnd::kDiverged);
      EXPECT_EQ(result.num_steps, 7) << log_every;
      EXPECT_EQ(metrics.back().step, 7);
      EXPECT_FALSE(metrics.back().finite);
      EXPECT_FALSE(std::isfinite(metrics.back().loss));
      EXPECT_EQ(metrics.back().num_tokens, 7 * 12);
      // Noticed at the next reading, and not evaluated after that.
      EXPECT_EQ(evaluated.size(), static_cast<size_t>(log_every == 1 ? 6 : log_every == 5 ? 9 : 39));
    }
  }
}

TEST(TrainEndTest, AGradientThatOverflowsIsADivergence) {
  Trial run(Config(20, 5));
  const TrainingResult result = run.Train([&](const Batch& batch, const ForwardContext& context) {
    const at::Tensor loss = run.model.Loss(batch, context);
    if (context.draw.item<int64_t>() != 2) return loss;
    // Finite, with a gradient of 1e30 per logit, whose squares overflow float32.
    return loss + (run.model.Logits(batch.inputs, context) * 1e30).sum() * 1e-10 * 1e10;
  });
  EXPECT_EQ(result.end, TrainingEnd::kDiverged);
  EXPECT_EQ(result.num_steps, 3);
  EXPECT_FALSE(result.last.finite);
  EXPECT_TRUE(std::isfinite(result.last.loss));
}

TEST(TrainEndTest, ADivergenceIsNoticedWhereNothingIsLogged) {
  Trial run(Config(100000, 100000));
  const TrainingResult result = run.Train(run.Spoiled(3, kInfinity));
  EXPECT_EQ(result.end, TrainingEnd::kDiverged);
  EXPECT_EQ(result.num_steps, 3);
}

TEST(TrainEndTest, ALongSilenceLosesNoStep) {
  Trial run(Config(600, 1000));
  const TrainingResult result = run.Train(run.model.loss());
  EXPECT_EQ(result.end, TrainingEnd::kFinished);
  EXPECT_EQ(result.last.step, 600);
  EXPECT_EQ(result.last.num_tokens, 600 * 12);
}

TEST(TrainEndTest, TheStopFlagIsReadBeforeEveryStep) {
  Trial run(Config(10, 1));
  std::atomic<bool> stop{false};
  run.hooks.stop = &stop;
  int64_t steps = 0;
  const TrainingResult result = run.Train([&](const Batch& batch, const ForwardContext& context) {
    stop = ++steps == 4;
    return run.model.Loss(batch, context);
  });
  EXPECT_EQ(result.end, TrainingEnd::kStopped);
  EXPECT_EQ(result.num_steps, 4);  // the step that ran is finished
  EXPECT_EQ(steps, 4);
  EXPECT_EQ(run.Train(run.model.loss()).num_steps, 0);
}

TEST(TrainEndTest, AVerdictStopsAfterItsStep) {
  Trial by_metrics(Config(10, 1));
  int64_t evaluations = 0;
  by_metrics.hooks.on_metrics = [](const StepMetrics& metrics) {
    return metrics.step == 3 ? Verdict::kStop : Verdict::kContinue;
  };
  by_metrics.hooks.on_evaluate = [&](int64_t) {
    ++evaluations;
    return Verdict::kContinue;
  };
  const TrainingResult stopped = by_metrics.Train(by_metrics.model.loss());
  EXPECT_EQ(stopped.end, TrainingEnd::kStopped);
  EXPECT_EQ(stopped.num_steps, 3);
  EXPECT_EQ(evaluations, 2);

  Trial by_evaluation(Config(10, 4));
  by_evaluation.hooks.on_evaluate = [](int64_t step) { return step == 2 ? Verdict::kStop : Verdict::kContinue; };
  EXPECT_EQ(by_evaluation.Train(by_evaluation.model.loss()).num_steps, 2);
}

}  // namespace
}  // namespace ceteris
