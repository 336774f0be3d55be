#include "core/training/validate_training.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ceteris {
namespace {

using ::testing::StartsWith;

config::Training Valid() {
  config::Training training;
  training.mutable_optimizer()->mutable_adamw();
  training.mutable_schedule()->mutable_cosine();
  training.mutable_precision()->mutable_float32();
  training.mutable_averaging()->mutable_no_averaging();
  return training;
}

// The message about a training that is Valid() but for these fields, or "OK".
std::string Message(const std::string& fields) {
  config::Training training = Valid(), change;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &change)) << fields;
  training.MergeFrom(change);
  const absl::Status status = ValidateTraining(training, "base.training");
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
  return status.ok() ? "OK" : std::string(status.message());
}

TEST(ValidateTrainingTest, DefaultsAreValid) { EXPECT_EQ(Message(""), "OK"); }

TEST(ValidateTrainingTest, TheEndsOfEveryRangeAreValid) {
  for (const char* fields : {"num_steps: 1",
                             "num_steps: 16777216",
                             "batch_size: 1",
                             "batch_size: 1048576",
                             "accumulation_steps: 16",
                             "learning_rate: 1e-300",
                             "max_gradient_norm: 0",
                             "num_threads: 1",
                             "num_threads: 1024",
                             "evaluate_every: 0",
                             "log_every: 1",
                             "log_every: 9223372036854775807",
                             "optimizer { adamw { beta1: 0 beta2: 0 weight_decay: 0 } }",
                             "optimizer { adamw { beta1: 0.999999 beta2: 0.999999 epsilon: 1e-30 } }",
                             "schedule { cosine { warmup_steps: 1000 final_fraction: 0 } }",
                             "schedule { cosine { final_fraction: 1 } }",
                             "schedule { linear { warmup_steps: 0 final_fraction: 1 } }",
                             "schedule { constant { warmup_steps: 1000 } }",
                             "schedule { inverse_square_root { warmup_steps: 5000 } }",
                             "precision { bfloat16 {} }",
                             "label_smoothing: 0",
                             "label_smoothing: 0.999",
                             "z_loss: 100",
                             "optimizer { adam { beta1: 0 beta2: 0 epsilon: 1e-30 } }",
                             "optimizer { sgd { momentum: 0 } }",
                             "optimizer { sgd { momentum: 0.1 nesterov: true } }",
                             "optimizer { lion { beta1: 0 beta2: 0 weight_decay: 10 } }",
                             "optimizer { muon { momentum: 0 newton_schulz_steps: 1 weight_decay: 0 } }",
                             "optimizer { muon { newton_schulz_steps: 20 adamw_learning_rate_factor: 100 } }",
                             "averaging { exponential_average { decay: 0 } }",
                             "averaging { checkpoint_average { count: 2 every_steps: 500 } }",
                             "averaging { checkpoint_average { count: 100 every_steps: 10 } }",
                             "activation_checkpointing: true"}) {
    EXPECT_EQ(Message(fields), "OK") << fields;
  }
}

TEST(ValidateTrainingTest, EveryFieldOutsideItsRangeIsNamedWithItsValue) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"num_steps: 0", "num_steps: 0 "},
      {"num_steps: 16777217", "num_steps: 16777217 "},
      {"batch_size: 0", "batch_size: 0 "},
      {"batch_size: -4", "batch_size: -4 "},
      {"batch_size: 1048577", "batch_size: 1048577 "},
      {"accumulation_steps: 0", "accumulation_steps: 0 "},
      {"accumulation_steps: 17", "accumulation_steps: 17 "},
      {"learning_rate: 0", "learning_rate: 0 "},
      {"learning_rate: -1", "learning_rate: -1 "},
      {"learning_rate: nan", "learning_rate: nan "},
      {"learning_rate: inf", "learning_rate: inf "},
      {"max_gradient_norm: -1", "max_gradient_norm: -1 "},
      {"max_gradient_norm: nan", "max_gradient_norm: nan "},
      {"num_threads: 0", "num_threads: 0 "},
      {"num_threads: 1025", "num_threads: 1025 "},
      {"evaluate_every: -1", "evaluate_every: -1 "},
      {"log_every: 0", "log_every: 0 "},
      {"optimizer { adamw { beta1: 1 } }", "optimizer.adamw.beta1: 1 "},
      {"optimizer { adamw { beta1: -0.1 } }", "optimizer.adamw.beta1: -0.1 "},
      {"optimizer { adamw { beta2: nan } }", "optimizer.adamw.beta2: nan "},
      {"optimizer { adamw { epsilon: 0 } }", "optimizer.adamw.epsilon: 0 "},
      {"optimizer { adamw { epsilon: inf } }", "optimizer.adamw.epsilon: inf "},
      {"optimizer { adamw { weight_decay: -0.1 } }", "optimizer.adamw.weight_decay: -0.1 "},
      {"optimizer { adamw { weight_decay: nan } }", "optimizer.adamw.weight_decay: nan "},
      {"schedule { cosine { warmup_steps: 1001 } }", "schedule.cosine.warmup_steps: 1001 "},
      {"schedule { cosine { final_fraction: 1.5 } }", "schedule.cosine.final_fraction: 1.5 "},
      {"schedule { linear { warmup_steps: 1001 } }", "schedule.linear.warmup_steps: 1001 "},
      {"schedule { linear { final_fraction: nan } }", "schedule.linear.final_fraction: nan "},
      {"schedule { constant { warmup_steps: 1001 } }", "schedule.constant.warmup_steps: 1001 "},
      {"label_smoothing: 1", "label_smoothing: 1 "},
      {"label_smoothing: nan", "label_smoothing: nan "},
      {"z_loss: -1", "z_loss: -1 "},
      {"z_loss: inf", "z_loss: inf "},
      {"optimizer { adam { beta1: 1 } }", "optimizer.adam.beta1: 1 "},
      {"optimizer { adam { beta2: -1 } }", "optimizer.adam.beta2: -1 "},
      {"optimizer { adam { epsilon: 0 } }", "optimizer.adam.epsilon: 0 "},
      {"optimizer { sgd { momentum: 1 } }", "optimizer.sgd.momentum: 1 "},
      {"optimizer { sgd { momentum: 0 nesterov: true } }", "optimizer.sgd.nesterov: true "},
      {"optimizer { lion { beta1: 1 } }", "optimizer.lion.beta1: 1 "},
      {"optimizer { lion { beta2: nan } }", "optimizer.lion.beta2: nan "},
      {"optimizer { lion { weight_decay: -1 } }", "optimizer.lion.weight_decay: -1 "},
      {"optimizer { muon { momentum: 1 } }", "optimizer.muon.momentum: 1 "},
      {"optimizer { muon { newton_schulz_steps: 0 } }", "optimizer.muon.newton_schulz_steps: 0 "},
      {"optimizer { muon { newton_schulz_steps: 21 } }", "optimizer.muon.newton_schulz_steps: 21 "},
      {"optimizer { muon { weight_decay: nan } }", "optimizer.muon.weight_decay: nan "},
      {"optimizer { muon { adamw_learning_rate_factor: 0 } }", "optimizer.muon.adamw_learning_rate_factor: 0 "},
      {"optimizer { muon { beta1: 1 } }", "optimizer.muon.beta1: 1 "},
      {"optimizer { muon { beta2: 1 } }", "optimizer.muon.beta2: 1 "},
      {"optimizer { muon { epsilon: 0 } }", "optimizer.muon.epsilon: 0 "},
      {"averaging { exponential_average { decay: 1 } }", "averaging.exponential_average.decay: 1 "},
      {"averaging { checkpoint_average { count: 1 } }", "averaging.checkpoint_average.count: 1 "},
      {"averaging { checkpoint_average { count: 101 } }", "averaging.checkpoint_average.count: 101 "},
      {"averaging { checkpoint_average { every_steps: 0 } }", "averaging.checkpoint_average.every_steps: 0 "},
      {"averaging { checkpoint_average { every_steps: 201 } }", "averaging.checkpoint_average.every_steps: 201 "},
      {"schedule { inverse_square_root { warmup_steps: 0 } }", "schedule.inverse_square_root.warmup_steps: 0 "},
  };
  for (const auto& [fields, beginning] : kCases) {
    EXPECT_THAT(Message(fields), StartsWith("base.training." + beginning)) << fields;
  }
}

TEST(ValidateTrainingTest, AccumulationThatDoesNotDivideSaysWhatWould) {
  EXPECT_EQ(Message("accumulation_steps: 3"),
            "base.training.accumulation_steps: 3 does not divide batch_size 16; use 1, 2, 4, 8 or 16");
}

TEST(ValidateTrainingTest, CheckpointsThatDoNotFitIntoTheStepsSayWhatWould) {
  EXPECT_EQ(
      Message("num_steps: 400 averaging { checkpoint_average {} }"),
      "base.training.averaging.checkpoint_average.every_steps: 100 does not fit 5 checkpoints into num_steps 400; "
      "use 1 to 80");
  EXPECT_EQ(Message("num_steps: 4 averaging { checkpoint_average {} }"),
            "base.training.averaging.checkpoint_average.every_steps: 100 does not fit 5 checkpoints into num_steps 4; "
            "use fewer checkpoints");
}

TEST(ValidateTrainingTest, AnUnresolvedOneofIsNamed) {
  config::Training training = Valid();
  training.clear_optimizer();
  EXPECT_EQ(ValidateTraining(training, "t").message(),
            "t.optimizer.variant: nothing is written; write adamw, adam, sgd, lion or muon");
  training = Valid();
  training.clear_schedule();
  EXPECT_THAT(std::string(ValidateTraining(training, "t").message()),
              StartsWith("t.schedule.variant: nothing is written"));
  training = Valid();
  training.clear_precision();
  EXPECT_THAT(std::string(ValidateTraining(training, "t").message()),
              StartsWith("t.precision.variant: nothing is written"));
  training = Valid();
  training.clear_averaging();
  EXPECT_THAT(std::string(ValidateTraining(training, "t").message()),
              StartsWith("t.averaging.variant: nothing is written"));
}

}  // namespace
}  // namespace ceteris
