#include "experiments/spec/config_path.h"

#include <set>

#include "experiments/spec/experiment.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string Get(const google::protobuf::Message& message, const std::string& path) {
  const auto value = GetPath(message, path);
  return value.ok() ? *value : value.status().ToString();
}

std::string SetError(const std::string& path, const std::string& value) {
  config::Trial trial;
  trial.mutable_training()->set_num_steps(3);
  const std::string before = trial.SerializeAsString();
  const absl::Status set = SetPath(path, value, &trial);
  EXPECT_FALSE(set.ok()) << path << "=" << value;
  EXPECT_EQ(trial.SerializeAsString(), before) << "changed by " << path << "=" << value;
  EXPECT_EQ(set.message().find('\n'), absl::string_view::npos) << set;
  return std::string(set.message());
}

TEST(ConfigPathTest, SetsAndGetsScalarsListsChoicesAndParts) {
  config::Trial trial;
  const std::pair<const char*, const char*> values[] = {{"training.num_steps", "50"},
                                                        {"training.learning_rate", "0.003"},
                                                        {"model.decoder.attention.kernel", "FUSED"},
                                                        {"model.decoder.position.rotary.theta", "500"},
                                                        {"model.decoder.residual", "post_norm"},
                                                        {"task.language_model.evaluate_at_lengths", "[1, 2]"},
                                                        {"task.language_model.corpus.text_file.path", "a b/ü.txt"},
                                                        {"model.encoder", "present"}};
  for (const auto& [path, value] : values) {
    ASSERT_TRUE(SetPath(path, value, &trial).ok()) << path;
    EXPECT_EQ(Get(trial, path), value);
  }
  EXPECT_EQ(trial.model().decoder().position().rotary().theta(), 500);
  EXPECT_EQ(Get(trial, "model.decoder.position"), "rotary");
  ASSERT_TRUE(SetPath("model.decoder.position", "alibi", &trial).ok());
  EXPECT_TRUE(trial.model().decoder().position().has_alibi());
  EXPECT_EQ(Get(trial, "model.decoder.position.rotary.theta"), "");
  ASSERT_TRUE(SetPath("model.encoder", "absent", &trial).ok());
  EXPECT_FALSE(trial.model().has_encoder());
  EXPECT_EQ(Get(trial, "model.encoder"), "absent");
}

TEST(ConfigPathTest, ChoosingTheChosenMemberKeepsItsFields) {
  config::Trial trial;
  trial.mutable_model()->mutable_decoder()->mutable_position()->mutable_rotary()->set_theta(7);
  ASSERT_TRUE(SetPath("model.decoder.position", "rotary", &trial).ok());
  EXPECT_EQ(trial.model().decoder().position().rotary().theta(), 7);
}

TEST(ConfigPathTest, RemovingAnAbsentPartCreatesNothing) {
  config::Trial trial;
  ASSERT_TRUE(SetPath("model.encoder", "absent", &trial).ok());
  EXPECT_EQ(trial.ByteSizeLong(), 0u);
}

TEST(ConfigPathTest, SetsAnExperimentsOwnFields) {
  config::Experiment experiment;
  ASSERT_TRUE(SetPath("seeds.count", "3", &experiment).ok());
  ASSERT_TRUE(SetPath("goal", "MAXIMIZE", &experiment).ok());
  ASSERT_TRUE(SetPath("seeds.list", "4,5", &experiment).ok());
  EXPECT_EQ(experiment.seeds().count(), 3);
  EXPECT_EQ(experiment.seeds().list(1), 5u);
  EXPECT_EQ(experiment.goal(), config::Experiment::MAXIMIZE);
  const absl::Status set = SetPath("arm.name", "x", &experiment);
  EXPECT_EQ(set.message(), "arm.name: arm is a list; write it in the experiment file");
}

TEST(ConfigPathTest, SaysWhichSegmentIsWrongAndWhatWasMeant) {
  EXPECT_EQ(SetError("model.decodr.num_layers", "2"),
            "model.decodr.num_layers: model has no field \"decodr\"; did you mean \"decoder\"?");
  EXPECT_EQ(SetError("model.decoder.attention.num_head", "2"),
            "model.decoder.attention.num_head: model.decoder.attention has no field \"num_head\"; did you mean "
            "\"num_heads\"?");
  EXPECT_EQ(
      SetError("warmup_steps", "2").substr(0, 102),
      "warmup_steps: Trial has no field \"warmup_steps\"; did you mean \"training.schedule.constant.warmup_steps");
  EXPECT_EQ(SetError("model.decoder.num_heads", "2"),
            "model.decoder.num_heads: model.decoder has no field \"num_heads\"; did you mean \"attention.num_heads\"?");
  EXPECT_EQ(SetError("frobnicate", "2"), "frobnicate: Trial has no field \"frobnicate\"; it has task, model, training");
  EXPECT_THAT(SetError("model.decoder.position", "rotari"),
              AllOf(StartsWith("model.decoder.position: \"rotari\" is not one of none, sinusoidal, learned, rotary, "),
                    EndsWith("; did you mean \"rotary\"?")));
  EXPECT_THAT(SetError("model.decoder.attention", "2"),
              HasSubstr("a group of fields, not a value; set one of its fields: "));
  EXPECT_EQ(SetError("model.decoder.position.alibi", "2"),
            "model.decoder.position.alibi: not a value; to choose it, set model.decoder.position=alibi");
  EXPECT_EQ(SetError("model.decoder.post_norm", "true"),
            "model.decoder.post_norm: not a value; to choose it, set model.decoder.residual=post_norm");
  EXPECT_EQ(SetError("training.num_steps.x", "2"),
            "training.num_steps.x: training.num_steps is a value and has no fields");
  EXPECT_EQ(SetError("model.encoder", "maybe"), "model.encoder: \"maybe\" is neither present nor absent");
  EXPECT_EQ(SetError("model.decoder.position.none.x", "2"),
            "model.decoder.position.none.x: model.decoder.position.none has no field \"x\"; it has no fields");
}

TEST(ConfigPathTest, RefusesStrangePaths) {
  for (const char* path :
       {"", ".", "..", "training.", ".training", "training..num_steps", "training.num_steps ", "a\nb",
        "training/num_steps", "model.decoder.position.scheme", "task.variant", "ünïcode", "\xff\xfe"}) {
    SetError(path, "1");
  }
  SetError(std::string(1000000, 'a'), "1");
  EXPECT_LT(SetError(std::string(1000000, '.'), "1").size(), 500u);
  EXPECT_LT(SetError("model.decoder.position", std::string(1000000, 'a')).size(), 1000u);
}

TEST(ConfigPathTest, EveryPathCanBeFoundAndNoneTwice) {
  std::set<std::string> seen;
  for (const std::string& path : AllPaths(*config::Trial::descriptor())) {
    EXPECT_TRUE(seen.insert(path).second) << path;
    EXPECT_TRUE(FindPath(*config::Trial::descriptor(), path).ok()) << path;
    EXPECT_TRUE(GetPath(config::Trial(), path).ok()) << path;
  }
  EXPECT_EQ(seen.count("model.decoder.attention.num_heads"), 1u);
  EXPECT_EQ(seen.count("model.decoder.residual"), 1u);
  EXPECT_EQ(seen.count("model.encoder"), 1u);
}

}  // namespace
}  // namespace ceteris
