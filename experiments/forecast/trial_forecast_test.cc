#include "experiments/forecast/trial_forecast.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/cpu/kernels.h"
#include "core/tensor/scope.h"
#include "core/training/train.h"
#include "data/declared_shape.h"
#include "experiments/forecast/random_batches.h"
#include "experiments/spec/resolve.h"
#include "models/model_factory.h"
#include "models/objective/cross_entropy.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kVocabSize = 65;

config::Trial Trial(const std::string& model, const std::string& training = "", const std::string& task = "") {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("task { language_model { seq_len: 64 num_validation_tokens: 1024 ", task, " } } model { decoder { ",
                   model, " } } training { num_steps: 250 batch_size: 16 evaluate_every: 100 ", training, " }"),
      &trial));
  Resolve(&trial);
  return trial;
}

const char kSmall[] = "num_layers: 2 d_model: 64 attention { num_heads: 4 }";

ForecastContext Context() { return {"rotary", {kVocabSize, 64}, 0}; }

double ForwardFlops(const config::Trial& trial, int64_t batch, int64_t seq_len) {
  ParameterSet parameters;
  const Scope scope(&parameters, 1, at::TensorOptions().device(at::kMeta));
  return BuildModel(trial.model(), {kVocabSize, 64}, scope).value()->ForwardFlops(batch, {kVocabSize, seq_len});
}

TEST(TrialForecastTest, CountsStepsTokensAndEvaluations) {
  const config::Trial trial = Trial(kSmall, "", "evaluate_at_lengths: [1, 2, 4]");
  const TrialForecast forecast = ForecastTrial(trial, Context()).value();
  EXPECT_EQ(forecast.num_tokens, 250 * 16 * 64);
  EXPECT_EQ(forecast.flops_per_step, 3 * ForwardFlops(trial, 16, 64));
  // After steps 100, 200 and 250 at the training length, after 250 also at the others: 1,024 tokens each.
  EXPECT_DOUBLE_EQ(forecast.evaluation_flops,
                   3 * ForwardFlops(trial, 16, 64) + ForwardFlops(trial, 8, 128) + ForwardFlops(trial, 4, 256));
  EXPECT_DOUBLE_EQ(forecast.total_flops, 250 * forecast.flops_per_step + forecast.evaluation_flops);
  EXPECT_EQ(forecast.attention_kernel, FastestCpuKernels() != nullptr ? "cpu" : "fused");
  EXPECT_GT(forecast.memory.activation_bytes, 0);
}

TEST(TrialForecastTest, LengthsWithoutPositionsCostNothing) {
  const std::string learned = absl::StrCat(kSmall, " position { learned {} }");
  const double one = ForecastTrial(Trial(learned), Context())->evaluation_flops;
  EXPECT_EQ(ForecastTrial(Trial(learned, "", "evaluate_at_lengths: [1, 2, 4]"), Context())->evaluation_flops, one);
}

TEST(TrialForecastTest, EvaluationAfterTheLastStepOnly) {
  const config::Trial never = Trial(kSmall, "");
  config::Trial zero = never;
  zero.mutable_training()->set_evaluate_every(0);
  EXPECT_DOUBLE_EQ(ForecastTrial(zero, Context())->evaluation_flops * 3,
                   ForecastTrial(never, Context())->evaluation_flops);
}

TEST(TrialForecastTest, AShortValidationSplitIsReadOnce) {
  ForecastContext context = Context();
  const double all = ForecastTrial(Trial(kSmall), context)->evaluation_flops;
  context.num_valid = 512 + 63;  // eight windows and a rest
  EXPECT_DOUBLE_EQ(ForecastTrial(Trial(kSmall), context)->evaluation_flops * 2, all);
}

TEST(TrialForecastTest, TheTimeOfAStepIsNearThatOfRealSteps) {
  config::Trial trial = Trial(kSmall);
  trial.mutable_training()->set_num_steps(20);
  trial.mutable_training()->set_evaluate_every(0);
  const int threads = at::get_num_threads();
  const double started = MonotonicSeconds();
  const TrialForecast forecast = ForecastTrial(trial, Context()).value();
  RecordProperty("forecast_milliseconds", static_cast<int>(1000 * (MonotonicSeconds() - started)));
  EXPECT_TRUE(forecast.measured);
  EXPECT_EQ(at::get_num_threads(), threads);

  ParameterSet parameters;
  const auto model = BuildModel(trial.model(), {kVocabSize, 64}, Scope(&parameters, 1, at::kFloat)).value();
  const LossFunction loss = [&](const Batch& batch, const ForwardContext& context) {
    return CrossEntropySum(model->Forward(batch, context).logits, batch.targets);
  };
  at::set_num_threads(1);
  const TrainingResult result =
      Train(trial.training(), loss, parameters, RandomBatches({kVocabSize, 64}, 16), at::kCPU, TrainingHooks());
  at::set_num_threads(threads);
  const double ratio = forecast.seconds_per_step / (result.training_seconds / 20);
  EXPECT_GT(ratio, 0.25);  // wide, because other programs share the machine
  EXPECT_LT(ratio, 4);
  EXPECT_NEAR(forecast.seconds, 20 * forecast.seconds_per_step, 0.5 * forecast.seconds);
}

TEST(TrialForecastTest, ALargeModelIsForecastWithoutBuildingIt) {
  const config::Trial trial = Trial("num_layers: 48 d_model: 1600 attention { num_heads: 25 }");
  const double started = MonotonicSeconds();
  const TrialForecast forecast = ForecastTrial(trial, Context()).value();
  EXPECT_LT(MonotonicSeconds() - started, 5);  // its weights alone take 6 GB
  EXPECT_FALSE(forecast.measured);
  EXPECT_GT(forecast.num_parameters, 1'400'000'000);
  EXPECT_GT(forecast.seconds, 1000);
  EXPECT_GT(forecast.memory.peak_bytes(), 16e9);
}

TEST(TrialForecastTest, DryRunsOfEveryPrecisionPass) {
  for (const char* precision : {"float32", "bfloat16", "float64"}) {
    const absl::Status status = DryRun(Trial(kSmall, absl::StrCat("precision { ", precision, " {} }")), Context());
    EXPECT_TRUE(status.ok()) << precision << ": " << status;
  }
}

TEST(TrialForecastTest, EveryFamilyIsForecastAndRunForAMoment) {
  const std::string stack = "{ num_layers: 1 d_model: 16 attention { num_heads: 2 } }";
  const std::string families[] = {
      absl::StrCat("task { masked_language_model { seq_len: 24 } } model { head { masked_tokens {} } encoder ", stack,
                   " }"),
      absl::StrCat("task { reverse_sequences {} } model { encoder ", stack, " decoder ", stack, " }"),
      absl::StrCat("task { digits {} } model { input { patches { patch_size: 4 } } head { classifier {} } encoder ",
                   stack, " }")};
  for (const std::string& family : families) {
    config::Trial trial;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(family, &trial)) << family;
    Resolve(&trial);
    const ForecastContext context{"arm", DeclaredShape(trial.task()), /*num_valid=*/180};
    EXPECT_TRUE(DryRun(trial, context).ok()) << family << ": " << DryRun(trial, context);
    const auto forecast = ForecastTrial(trial, context);
    ASSERT_TRUE(forecast.ok()) << family << ": " << forecast.status();
    EXPECT_TRUE(forecast->measured) << family;
    EXPECT_GT(forecast->flops_per_step, 0) << family;
    EXPECT_GT(forecast->evaluation_flops, 0) << family;
    EXPECT_GT(forecast->memory.activation_bytes, 0) << family;
    EXPECT_EQ(ForecastTrialMemory(trial, context)->peak_bytes(), forecast->memory.peak_bytes()) << family;
    const int64_t per_row = std::max<int64_t>(1, context.shape.seq_len);  // an image counts once
    EXPECT_EQ(forecast->num_tokens, trial.training().num_steps() * trial.training().batch_size() * per_row) << family;
  }
}

TEST(TrialForecastTest, AnArmThatCannotBeBuiltIsNamed) {
  const config::Trial trial = Trial("num_layers: 2 d_model: 64 attention { num_heads: 5 }");
  EXPECT_THAT(DryRun(trial, Context()).message(), HasSubstr("arm \"rotary\": model.decoder.attention.num_heads: 5"));
  EXPECT_EQ(ForecastTrial(trial, Context()).status().message(), DryRun(trial, Context()).message());
}

}  // namespace
}  // namespace ceteris
