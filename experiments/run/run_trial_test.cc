#include "experiments/run/run_trial.h"

#include <cmath>
#include <string>
#include <vector>

#include "core/base/counter_hash.h"
#include "core/cpu/kernels.h"
#include "experiments/run/assembled_trial.h"
#include "experiments/run/evaluate.h"
#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "models/weights/trial_weights.h"

namespace ceteris {
namespace {

// A trial so small that it takes milliseconds, with dropout at every site, changed by `change`.
config::Trial SmallTrial(const std::string& change = "") {
  config::Trial trial;
  const std::string text = R"pb(
    task {
      language_model {
        seq_len: 16
        evaluate_at_lengths: [ 1, 2 ]
        num_validation_tokens: 256
      }
    }
    model {
      embedding { dropout_rate: 0.1 }
      decoder {
        num_layers: 2
        d_model: 16
        dropout_rate: 0.1
        attention { num_heads: 2 }
        feed_forward { dropout_rate: 0.1 }
      }
    }
    training { num_steps: 12 batch_size: 4 learning_rate: 0.01 evaluate_every: 4 log_every: 1 }
  )pb";
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial));
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(change, &trial));
  Resolve(&trial);
  return trial;
}

// Balanced or not, the loss of a mixture's router is part of what is trained and of what is written.
TEST(RunTrialTest, AMixtureOfExpertsBalancesAndTellsWhatItDrops) {
  const auto run = [](const std::string& mixture) {
    return RunForTesting(SmallTrial("model { decoder { feed_forward { mixture_of_experts { " + mixture + " } } } }"));
  };
  const TrialResult some = run("load_balancing: 0.5"), none = run("load_balancing: 0");
  EXPECT_EQ(some.footer.outcome(), journal::Footer::SUCCEEDED) << some.footer.reason();
  EXPECT_NE(some.weights_sha256, none.weights_sha256);
  for (int64_t step = 1; step <= 12; ++step) {
    const double dropped = some.values.at({"train/dropped_tokens", step});
    EXPECT_GE(dropped, 0);
    EXPECT_LT(dropped, 1);
    EXPECT_GE(some.values.at({"train/load_balancing", step}), 2 * 0.5 * 0.99) << "two layers, balanced at best";
    EXPECT_EQ(none.values.at({"train/load_balancing", step}), 0);
  }
  // What is minimised has the loss in it: at the first step both models are the same.
  EXPECT_NEAR(some.values.at({"train/loss", 1}) - none.values.at({"train/loss", 1}),
              some.values.at({"train/load_balancing", 1}), 1e-5);
  const TrialResult dense = RunForTesting(SmallTrial());
  EXPECT_EQ(dense.values.count({"train/load_balancing", 1}), 0);
}

TEST(RunTrialTest, WritesWhatItPromises) {
  const TrialResult result = RunForTesting(SmallTrial());
  EXPECT_EQ(result.footer.outcome(), journal::Footer::SUCCEEDED) << result.footer.reason();
  EXPECT_EQ(result.footer.num_steps(), 12);
  EXPECT_EQ(result.footer.num_tokens(), 12 * 4 * 16);
  EXPECT_EQ(result.header.attention_kernel(), FastestCpuKernels() != nullptr ? "cpu" : "fused");
  EXPECT_GT(result.header.num_parameters(), 0);
  EXPECT_GT(result.header.flops_per_token(), 6.0 * 2 * 12 * 16 * 16);  // 6 per weight of the blocks, and more
  for (int64_t step = 1; step <= 12; ++step) {
    EXPECT_EQ(result.values.count({"train/loss", step}), 1);
    EXPECT_EQ(result.values.count({"valid/loss", step}), step % 4 == 0 ? 1 : 0) << step;
    EXPECT_EQ(result.values.count({"valid/loss@x2", step}), step == 12 ? 1 : 0) << step;
  }
  EXPECT_EQ(result.weights_sha256.size(), 64);
}

TEST(RunTrialTest, TheSameTrialTwiceIsTheSameBits) {
  const TrialResult first = RunForTesting(SmallTrial()), second = RunForTesting(SmallTrial());
  EXPECT_EQ(first.values, second.values);
  EXPECT_EQ(first.weights_sha256, second.weights_sha256);
}

TEST(RunTrialTest, AnotherSeedOrReplicateIsAnotherTrial) {
  const TrialResult base = RunForTesting(SmallTrial());
  EXPECT_NE(base.weights_sha256, RunForTesting(SmallTrial(), /*seed=*/2).weights_sha256);
  EXPECT_NE(base.weights_sha256, RunForTesting(SmallTrial(), /*seed=*/1, /*replicate=*/1).weights_sha256);
}

TEST(RunTrialTest, EvaluatingAndLoggingDisturbNothing) {
  const TrialResult often = RunForTesting(SmallTrial("training { evaluate_every: 1 log_every: 1 }"));
  const TrialResult never = RunForTesting(SmallTrial("training { evaluate_every: 0 log_every: 5 }"));
  EXPECT_EQ(often.weights_sha256, never.weights_sha256);
  for (const auto& [key, value] : never.values) EXPECT_EQ(often.values.at(key), value) << key.first;
}

TEST(RunTrialTest, LengthsBeyondLearnedPositionsAreUndefinedWithAReason) {
  const TrialResult result = RunForTesting(SmallTrial("model { decoder { position { learned {} } } }"));
  EXPECT_EQ(result.footer.outcome(), journal::Footer::SUCCEEDED);
  EXPECT_EQ(result.values.count({"valid/loss", 12}), 1);
  EXPECT_EQ(result.values.count({"valid/loss@x2", 12}), 0);
  EXPECT_EQ(result.undefined.at("valid/loss@x2"), "positions end at 16, this needs 32");
}

TEST(RunTrialTest, AnOverflowIsAResult) {
  const TrialResult result =
      RunForTesting(SmallTrial("training { learning_rate: 1e30 max_gradient_norm: 0 schedule { constant {} } }"));
  EXPECT_EQ(result.footer.outcome(), journal::Footer::DIVERGED);
  EXPECT_LT(result.footer.num_steps(), 12);
  EXPECT_EQ(result.weights_sha256, "");
}

TEST(RunTrialTest, WorseThanGuessingIsDiverged) {
  const TrialResult result =
      RunForTesting(SmallTrial("training { num_steps: 6 learning_rate: 1 schedule { constant {} } }"));
  EXPECT_EQ(result.footer.outcome(), journal::Footer::DIVERGED);
  EXPECT_GT(result.values.at({"valid/loss", 6}), std::log(68.0));
}

TEST(RunTrialTest, AccumulationChangesOnlyRounding) {
  const std::string no_dropout =
      "model { embedding { dropout_rate: 0 } decoder { dropout_rate: 0 feed_forward { dropout_rate: 0 } } } ";
  const TrialResult whole = RunForTesting(SmallTrial(no_dropout));
  const TrialResult parts = RunForTesting(SmallTrial(no_dropout + "training { accumulation_steps: 4 }"));
  EXPECT_NEAR(whole.values.at({"valid/loss", 12}), parts.values.at({"valid/loss", 12}), 1e-4);
}

TEST(RunTrialTest, EveryPrecisionTrains) {
  const double single = RunForTesting(SmallTrial()).values.at({"valid/loss", 12});
  const double twice = RunForTesting(SmallTrial("training { precision { float64 {} } }")).values.at({"valid/loss", 12});
  const double half = RunForTesting(SmallTrial("training { precision { bfloat16 {} } }")).values.at({"valid/loss", 12});
  EXPECT_NEAR(single, twice, 1e-4);
  EXPECT_NE(single, twice);
  EXPECT_NEAR(single, half, 0.05);
}

TEST(RunTrialTest, StoredWeightsGiveTheStoredLoss) {
  for (const std::string change :
       {"", "training { averaging { exponential_average { decay: 0.5 } } }",
        "training { averaging { checkpoint_average { count: 3 every_steps: 2 } } precision { bfloat16 {} } }"}) {
    const config::Trial config = SmallTrial(change);
    const TrialResult result = RunForTesting(config);
    AssembledTrial trial = AssembleTrial(config, SeedKey(99, 0), at::kCPU).value();
    const auto batches = trial.task->ValidationBatches(1, config.training().batch_size());
    EXPECT_NE(MeanLoss(*trial.model, *batches, at::kCPU), result.values.at({"valid/loss", 12}));
    ASSERT_TRUE(LoadWeights(result.weights_path, trial.parameters.get()).ok());
    EXPECT_EQ(MeanLoss(*trial.model, *batches, at::kCPU), result.values.at({"valid/loss", 12})) << change;
  }
}

// The objective is for training alone: what a trial is judged by stays the cross entropy.
TEST(RunTrialTest, SmoothingRaisesTheTrainingLossOnly) {
  const TrialResult plain = RunForTesting(SmallTrial("training { learning_rate: 1e-30 }"));
  const TrialResult smoothed =
      RunForTesting(SmallTrial("training { learning_rate: 1e-30 label_smoothing: 0.2 z_loss: 0.5 }"));
  EXPECT_GT(smoothed.values.at({"train/loss", 1}), plain.values.at({"train/loss", 1}) + 1);  // 0.5 ln(68)^2 and more
  EXPECT_EQ(smoothed.values.at({"valid/loss", 12}), plain.values.at({"valid/loss", 12}));
}

}  // namespace
}  // namespace ceteris
