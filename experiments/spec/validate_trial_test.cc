#include "experiments/spec/validate_trial.h"

#include <limits>

#include "experiments/spec/config_path.h"
#include "experiments/spec/resolve.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// The message of the refusal of a sound trial with one value changed.
std::string Validate(const std::string& path, const std::string& value) {
  config::Trial trial;
  trial.mutable_task()->mutable_language_model();
  trial.mutable_model()->mutable_decoder()->set_d_model(64);
  if (!path.empty()) {
    EXPECT_TRUE(SetPath(path, value, &trial).ok()) << path;
  }
  Resolve(&trial);
  return std::string(ValidateTrial(trial).message());
}

TEST(ValidateTrialTest, TakesASoundTrial) { EXPECT_EQ(Validate("", ""), ""); }

TEST(ValidateTrialTest, RefusesEachConcernByItsPath) {
  const std::pair<const char*, const char*> bad[] = {{"task.language_model.seq_len", "0"},
                                                     {"task.language_model.evaluate_at_lengths", "[2, 1]"},
                                                     {"task.language_model.num_validation_tokens", "-1"},
                                                     {"model.encoder", "present"},
                                                     {"model.embedding.dropout_rate", "1"},
                                                     {"model.decoder.num_layers", "0"},
                                                     {"model.decoder.d_model", "-1"},
                                                     {"model.decoder.attention.num_heads", "5"},
                                                     {"model.decoder.attention.num_kv_heads", "3"},
                                                     {"model.decoder.feed_forward.d_ff", "-1"},
                                                     {"model.decoder.norm.layer_norm.epsilon", "0"},
                                                     {"model.decoder.position.rotary.theta", "0"},
                                                     {"model.initialization.gpt2.stddev", "-1"},
                                                     {"training.num_steps", "0"},
                                                     {"training.accumulation_steps", "3"},
                                                     {"training.optimizer.adamw.beta1", "1"},
                                                     {"training.schedule.cosine.final_fraction", "1e308"}};
  for (const auto& [path, value] : bad) {
    const std::string concern = std::string(path).substr(0, std::string(path).find('.', 6));
    EXPECT_EQ(Validate(path, value).substr(0, concern.size()), concern)
        << path << "=" << value << ": " << Validate(path, value);
  }
  EXPECT_EQ(Validate("model.decoder.attention.num_heads", "5").substr(0, 76),
            "model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4");
}

TEST(ValidateTrialTest, AModelIsNotShownWhatItPredicts) {
  config::Trial trial;
  trial.mutable_task()->mutable_language_model();
  trial.mutable_model()->mutable_encoder()->set_d_model(64);
  Resolve(&trial);
  EXPECT_EQ(ValidateTrial(trial).message(),
            "model.encoder: sees the tokens that task.language_model asks it to predict; write model.decoder alone, or "
            "task { masked_language_model {} }");
  trial.mutable_task()->mutable_masked_language_model();
  Resolve(&trial);
  EXPECT_TRUE(ValidateTrial(trial).ok()) << ValidateTrial(trial);
  trial.mutable_model()->mutable_head()->mutable_classifier();
  Resolve(&trial);
  EXPECT_EQ(ValidateTrial(trial).message(),
            "model.head.classifier: the task has no classes; write head { masked_tokens {} }");
}

TEST(ValidateTrialTest, NoFieldTakesNanOrInfinity) {
  for (const std::string& path : AllPaths(*config::Trial::descriptor())) {
    const ConfigPath found = *FindPath(*config::Trial::descriptor(), path);
    if (found.choice != nullptr || found.is_part || path.find("encoder") == 6) continue;
    const auto& field = *found.fields.back();
    if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_DOUBLE) continue;
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      config::Trial trial;
      ASSERT_TRUE(SetPath(path, "0.5", &trial).ok());
      google::protobuf::Message* message = &trial;
      for (const auto* step : found.fields) {
        if (step == &field) break;
        message = message->GetReflection()->MutableMessage(message, step);
      }
      message->GetReflection()->SetDouble(message, &field, bad);
      Resolve(&trial);
      const std::string error(ValidateTrial(trial).message());
      EXPECT_EQ(error, path + ": " + (bad != bad ? "nan" : "inf") + " is not a finite number");
    }
  }
}

TEST(ValidateTrialTest, ATrialWithoutTaskOrModelIsRefused) {
  config::Trial trial;
  Resolve(&trial);
  EXPECT_EQ(ValidateTrial(trial).message().substr(0, 4), "task");
  trial.mutable_task()->mutable_language_model();
  Resolve(&trial);
  EXPECT_EQ(ValidateTrial(trial).message().substr(0, 13), "model.decoder");
}

TEST(ValidateTrialTest, CheckpointsDoNotRunAWindowWithATrainedBiasTwice) {
  config::Trial trial;
  trial.mutable_task()->mutable_language_model();
  trial.mutable_model()->mutable_decoder()->mutable_attention()->mutable_sliding_window();
  trial.mutable_model()->mutable_decoder()->mutable_position()->mutable_relative_bias();
  trial.mutable_training()->set_num_steps(1000);
  Resolve(&trial);
  EXPECT_TRUE(ValidateTrial(trial).ok()) << ValidateTrial(trial);
  trial.mutable_training()->set_activation_checkpointing(true);
  EXPECT_EQ(std::string(ValidateTrial(trial).message()).substr(0, 40), "training.activation_checkpointing: true ");
}

}  // namespace
}  // namespace ceteris
