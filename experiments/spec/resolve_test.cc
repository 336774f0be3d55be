#include "experiments/spec/resolve.h"

#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// What is left unset although the schema has a default for it: the oracle is reflection over every field that is
// present.
void ExpectNothingUnset(const google::protobuf::Message& message, const std::string& path) {
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (field.is_repeated()) continue;
    const bool present = reflection.HasField(message, &field);
    if (field.message_type() == nullptr) {
      EXPECT_TRUE(present) << path << "." << field.name();
    } else if (present) {
      ExpectNothingUnset(reflection.GetMessage(message, &field), path + "." + field.name());
    }
  }
}

TEST(ResolveTest, WritesEveryDefaultOut) {
  auto trial = Parse<config::Trial>("model { decoder {} } task { language_model {} }");
  Resolve(&trial);
  ExpectNothingUnset(trial, "trial");
  EXPECT_TRUE(trial.training().has_num_steps());
  EXPECT_EQ(trial.training().num_steps(), 1000);
  EXPECT_TRUE(trial.model().decoder().position().has_sinusoidal());
  EXPECT_TRUE(trial.model().decoder().has_pre_norm());
  EXPECT_EQ(trial.model().decoder().position().sinusoidal().theta(), 10000);
  EXPECT_TRUE(trial.task().language_model().tokenizer().has_character());
}

TEST(ResolveTest, KeepsWhatIsWritten) {
  auto trial = Parse<config::Trial>(
      "model { decoder { num_layers: 3 position { rotary { theta: 7 } } } } training { num_steps: 0 batch_size: 16 }");
  Resolve(&trial);
  EXPECT_EQ(trial.model().decoder().num_layers(), 3);
  EXPECT_EQ(trial.model().decoder().position().rotary().theta(), 7);
  EXPECT_EQ(trial.training().num_steps(), 0);
  EXPECT_FALSE(trial.model().decoder().position().has_sinusoidal());
}

TEST(ResolveTest, NeverInventsAPartOrAChoiceWithoutDefault) {
  config::Trial trial;
  Resolve(&trial);
  EXPECT_TRUE(trial.has_model());
  EXPECT_FALSE(trial.model().has_encoder());
  EXPECT_FALSE(trial.model().has_decoder());
  EXPECT_EQ(trial.task().variant_case(), config::Task::VARIANT_NOT_SET);
}

TEST(ResolveTest, TwiceIsOnce) {
  auto once = Parse<config::Trial>("model { decoder { position { alibi {} } } }");
  Resolve(&once);
  config::Trial twice = once;
  Resolve(&twice);
  EXPECT_TRUE(MessageDifferencer::Equals(once, twice));
}

TEST(ResolveTest, AnExperimentsArmsStayAsWritten) {
  auto experiment = Parse<config::Experiment>(
      "arm { name: 'a' change { model { decoder { num_layers: 3 } } } } axis { path: 'x' values: '1' }");
  const config::Experiment written = experiment;
  ResolveExperiment(&experiment);
  ASSERT_EQ(experiment.arm_size(), 1);
  EXPECT_TRUE(MessageDifferencer::Equals(experiment.arm(0), written.arm(0)));
  EXPECT_TRUE(MessageDifferencer::Equals(experiment.axis(0), written.axis(0)));
  EXPECT_TRUE(experiment.has_primary_metric());
  EXPECT_EQ(experiment.seeds().count(), 8);
  EXPECT_TRUE(experiment.base().training().has_num_steps());
}

TEST(ResolveTest, AListOfSeedsStaysAlone) {
  auto experiment = Parse<config::Experiment>("seeds { list: [3, 1] }");
  ResolveExperiment(&experiment);
  EXPECT_FALSE(experiment.seeds().has_first());
  EXPECT_FALSE(experiment.seeds().has_count());
  EXPECT_EQ(experiment.seeds().list_size(), 2);
}

}  // namespace
}  // namespace ceteris
