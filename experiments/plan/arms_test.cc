#include "experiments/plan/arms.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kMany = 1000;

config::Experiment Parse(const std::string& text) {
  config::Experiment experiment;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &experiment)) << text;
  return experiment;
}

// "a* b" where a is the baseline.
std::string Names(const std::string& text) {
  const auto arms = ChooseArms(Parse(text), kMany);
  if (!arms.ok()) return std::string(arms.status().message());
  std::string names;
  for (const ArmChoice& arm : *arms) names += (names.empty() ? "" : " ") + arm.name + (arm.baseline ? "*" : "");
  return names;
}

constexpr char kNamed[] = "arm { name: 'a' baseline: true } arm { name: 'b' } ";
constexpr char kHeads[] = "axis { path: 'model.decoder.attention.num_heads' values: ['1', '2'] baseline: '2' } ";
constexpr char kRate[] = "axis { path: 'training.learning_rate' values: ['1e-3', '0.01'] baseline: '0.001' } ";

TEST(ArmsTest, NamedArmsCrossedWithAxes) {
  EXPECT_EQ(Names(""), "base*");
  EXPECT_EQ(Names(kNamed), "a* b");
  EXPECT_EQ(Names(kHeads), "num_heads=1 num_heads=2*");
  EXPECT_EQ(Names(std::string(kNamed) + kHeads), "a,num_heads=1 a,num_heads=2* b,num_heads=1 b,num_heads=2");
  EXPECT_EQ(Names(std::string(kHeads) + kRate),
            "num_heads=1,learning_rate=0.001 num_heads=1,learning_rate=0.01 "
            "num_heads=2,learning_rate=0.001* num_heads=2,learning_rate=0.01");
}

TEST(ArmsTest, AnAxisMayBeOverAChoice) {
  EXPECT_EQ(Names("axis { path: 'model.decoder.position' values: ['rotary', 'alibi'] baseline: 'alibi' }"),
            "position=rotary position=alibi*");
  EXPECT_EQ(Names("axis { path: 'model.decoder.residual' values: ['pre_norm', 'post_norm'] baseline: 'pre_norm' }"),
            "residual=pre_norm* residual=post_norm");
}

TEST(ArmsTest, LabelsGrowUntilTheyTellAxesApart) {
  EXPECT_EQ(Names("axis { path: 'model.encoder.num_layers' values: '1' baseline: '1' } "
                  "axis { path: 'model.decoder.num_layers' values: '2' baseline: '2' } "
                  "axis { path: 'training.num_steps' values: '3' baseline: '3' }"),
            "encoder.num_layers=1,decoder.num_layers=2,num_steps=3*");
}

TEST(ArmsTest, SettingsCarryTheCanonicalValueAndItsOrigin) {
  const auto arms = ChooseArms(Parse(std::string(kHeads) + kRate), kMany);
  ASSERT_TRUE(arms.ok());
  const ArmChoice& arm = (*arms)[2];
  EXPECT_EQ(arm.arm, -1);
  ASSERT_EQ(arm.settings.size(), 2u);
  EXPECT_EQ(arm.settings[1].axis, 1);
  EXPECT_EQ(arm.settings[1].value, 0);
  EXPECT_EQ(arm.settings[1].path, "training.learning_rate");
  EXPECT_EQ(arm.settings[1].text, "0.001");
}

TEST(ArmsTest, RefusesWhatIsNoAxis) {
  EXPECT_EQ(Names("axis { path: 'training.num_step' values: '1' baseline: '1' }"),
            "axis[0].path: training.num_step: training has no field \"num_step\"; did you mean \"num_steps\"?");
  EXPECT_EQ(Names("axis {}"), "axis[0].path: a path is empty; a path looks like training.num_steps");
  EXPECT_EQ(Names("axis { path: 'task.language_model.evaluate_at_lengths' values: '1' baseline: '1' }"),
            "axis[0].path: task.language_model.evaluate_at_lengths is a list; write named arms for it");
  EXPECT_EQ(Names("axis { path: 'training.num_steps' baseline: '1' }"),
            "axis[0].values: nothing is written; write one or more values");
  EXPECT_EQ(Names("axis { path: 'training.num_steps' values: ['1', 'x'] baseline: '1' }"),
            "axis[0].values[1]: training.num_steps: \"x\" is not a whole number");
  EXPECT_EQ(Names("axis { path: 'training.num_steps' values: ['1', '2'] }"),
            "axis[0].baseline: nothing is written; write one of 1, 2");
  EXPECT_EQ(Names("axis { path: 'training.num_steps' values: ['1', '2'] baseline: '3' }"),
            "axis[0].baseline: \"3\" is not one of the values 1, 2");
  EXPECT_EQ(Names("axis { path: 'task.language_model.corpus.text_file.path' values: '../x' baseline: '../x' }"),
            "axis[0].values[0]: \"../x\" cannot be part of an arm's name; write a named arm for it");
}

TEST(ArmsTest, RefusesDuplicates) {
  EXPECT_EQ(Names("axis { path: 'training.learning_rate' values: ['0.01', '1e-2'] baseline: '0.01' }"),
            "axis[0].values[1]: \"0.01\" is the same as values[0]; write each value once");
  EXPECT_EQ(Names(std::string(kHeads) + kHeads),
            "axis[1].path: model.decoder.attention.num_heads is already the path of axis[0]; write one axis for it");
}

TEST(ArmsTest, RefusesMoreThanTheBound) {
  std::string text;
  for (const char* path : {"training.num_steps", "training.batch_size", "training.log_every", "training.num_threads"}) {
    text += std::string("axis { path: '") + path + "' baseline: '1' values: [";
    for (int i = 1; i <= 100; ++i) text += (i > 1 ? ", '" : "'") + std::to_string(i) + "'";
    text += "] } ";
  }
  EXPECT_EQ(Names(text), "axis: more than 1000 arms in all; use fewer arms or values");
  std::string axes;
  for (int i = 0; i < 17; ++i) axes += "axis {} ";
  EXPECT_EQ(Names(axes), "axis: 17 axes are too many; use at most 16");
}

}  // namespace
}  // namespace ceteris
