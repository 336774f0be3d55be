#include "experiments/spec/differences.h"

#include "experiments/spec/config_path.h"
#include "experiments/spec/random_trial.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/trial.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Trial Resolved(const std::string& text) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial)) << text;
  Resolve(&trial);
  return trial;
}

std::string Text(const std::vector<PathChange>& changes) {
  std::string text;
  for (const PathChange& change : changes) text += change.path + ": " + change.before + " -> " + change.after + "\n";
  return text;
}

TEST(DifferencesTest, NamesWhatDiffersAndNothingElse) {
  const config::Trial from = Resolved("model { decoder { attention { num_heads: 4 } } } task { language_model {} }");
  const config::Trial to = Resolved(
      "model { decoder { attention { num_heads: 2 bias: false } position { rotary { theta: 5 } } post_norm {} } } "
      "task { language_model { evaluate_at_lengths: [1, 2] } } training { log_every: 3 learning_rate: 1e-3 }");
  EXPECT_EQ(Text(Differences(from, to)),
            "model.decoder.attention.bias: true -> false\n"
            "model.decoder.attention.num_heads: 4 -> 2\n"
            "model.decoder.position: sinusoidal -> rotary\n"
            "model.decoder.position.rotary.theta:  -> 5\n"
            "model.decoder.residual: pre_norm -> post_norm\n"
            "task.language_model.evaluate_at_lengths: [] -> [1, 2]\n"
            "training.learning_rate: 0.0006 -> 0.001\n"
            "training.log_every: 10 -> 3\n");
}

TEST(DifferencesTest, AnotherMemberWithItsDefaultsIsOneLine) {
  const config::Trial from = Resolved("model { decoder { position { rotary { theta: 5 } } } }");
  const config::Trial to = Resolved("model { decoder { position { relative_bias {} } } }");
  EXPECT_EQ(Text(Differences(from, to)), "model.decoder.position: rotary -> relative_bias\n");
}

TEST(DifferencesTest, APartIsPresentOrAbsent) {
  const config::Trial without = Resolved("");
  const config::Trial with = Resolved("model { decoder {} }");
  EXPECT_EQ(Text(Differences(without, with)), "model.decoder: absent -> present\n");
  EXPECT_EQ(Text(Differences(with, without)), "model.decoder: present -> absent\n");
}

TEST(DifferencesTest, EqualTrialsDifferNowhere) {
  std::mt19937_64 random(3);
  const config::Trial trial = RandomTrial(&random);
  EXPECT_TRUE(Differences(trial, trial).empty());
}

// The differences are complete and can be applied: the promise of the header, over random pairs.
TEST(DifferencesTest, AppliedToOneTrialGiveTheOther) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 300; ++i) {
    const config::Trial from = RandomTrial(&random);
    const config::Trial to = RandomTrial(&random);
    config::Trial applied = from;
    for (const PathChange& change : Differences(from, to)) {
      const absl::Status set = SetPath(change.path, change.after, &applied);
      ASSERT_TRUE(set.ok()) << set;
    }
    Resolve(&applied);
    // A choice that nothing chooses (Task has no default) cannot be unset by a path; everything else must agree.
    if (to.task().variant_case() == config::Task::VARIANT_NOT_SET) applied.mutable_task()->clear_variant();
    ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(applied, to))
        << Text(Differences(from, to)) << "left: " << Text(Differences(applied, to));
  }
}

}  // namespace
}  // namespace ceteris
