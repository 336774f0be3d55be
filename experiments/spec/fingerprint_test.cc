#include "experiments/spec/fingerprint.h"

#include <functional>
#include <memory>
#include <set>

#include "experiments/spec/random_trial.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;

config::Trial Parse(const std::string& text) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial)) << text;
  return trial;
}

TEST(FingerprintTest, HashesTheValuesThatDifferFromDefaults) {
  EXPECT_EQ(FingerprintText(Parse("")), "ceteris trial, format 1\n");
  EXPECT_EQ(FingerprintText(Parse("model { decoder { num_layers: 2 position { rotary { theta: 5e2 } } post_norm {} } } "
                                  "training { learning_rate: 3e-3 batch_size: 16 log_every: 7 } "
                                  "task { language_model { evaluate_at_lengths: [1, 2] } }")),
            "ceteris trial, format 1\n"
            "model.decoder = present\n"
            "model.decoder.num_layers = 2\n"
            "model.decoder.position = rotary\n"
            "model.decoder.position.rotary.theta = 500\n"
            "model.decoder.residual = post_norm\n"
            "task = language_model\n"
            "task.language_model.evaluate_at_lengths = [1, 2]\n"
            "training.learning_rate = 0.003\n");
}

// Golden: a stored trial must be found again by every later version. Digests from
//   printf 'ceteris trial, format 1\n...' | sha256sum     with the lines that the comment beside each names.
TEST(FingerprintTest, NeverChanges) {
  // No line but the first.
  EXPECT_EQ(Fingerprint(Parse("")), "fa486d5c7c11d430210173bec452d2d3d74c79737d3e935a96780cb31e628b08");
  // model.decoder = present, task = language_model
  EXPECT_EQ(Fingerprint(Parse("model { decoder {} } task { language_model {} }")),
            "68b7bacd5878ab5baf5bc11d43655f63dd8d67989102fbfc9681e24506d7de4c");
  // model.decoder = present, model.decoder.attention.num_heads = 4, model.decoder.position = rotary, task =
  // language_model, training.learning_rate = 0.003
  EXPECT_EQ(Fingerprint(Parse("model { decoder { attention { num_heads: 4 } position { rotary {} } } } "
                              "task { language_model {} } training { learning_rate: 0.003 }")),
            "13ff903710b18ff4c28eac6d25734c346666665c2272b5f9a10c4600b343409c");
}

TEST(FingerprintTest, IsTheSameHoweverTheTrialIsWritten) {
  const std::string fingerprint = Fingerprint(Parse("training { learning_rate: 0.003 }"));
  EXPECT_EQ(Fingerprint(Parse("training { learning_rate: 3e-3 num_steps: 1000 } model { embedding {} }")), fingerprint);
  EXPECT_EQ(Fingerprint(Parse("model { } training { optimizer { adamw { beta1: 0.9 } } learning_rate: 0.0030 }")),
            fingerprint);
  EXPECT_NE(Fingerprint(Parse("training { learning_rate: 0.0031 }")), fingerprint);
  std::mt19937_64 random(5);
  for (int i = 0; i < 50; ++i) {
    const config::Trial trial = RandomTrial(&random);
    config::Trial resolved = trial;
    Resolve(&resolved);
    config::Trial reread;
    ASSERT_TRUE(reread.ParseFromString(trial.SerializeAsString()));
    EXPECT_EQ(Fingerprint(resolved), Fingerprint(trial));
    EXPECT_EQ(Fingerprint(reread), Fingerprint(trial));
  }
}

TEST(FingerprintTest, DifferentTrialsHaveDifferentFingerprints) {
  std::mt19937_64 random(6);
  std::set<std::string> fingerprints;
  for (int i = 0; i < 1000; ++i) fingerprints.insert(Fingerprint(RandomTrial(&random)));
  EXPECT_EQ(fingerprints.size(), 1000u);
}

TEST(FingerprintTest, LeavesOutWhatChangesNoResult) {
  EXPECT_EQ(Fingerprint(Parse("training { log_every: 3 evaluate_every: 9 }")), Fingerprint(Parse("")));
  const std::string file = "task { language_model { corpus { text_file { path: ";
  EXPECT_EQ(Fingerprint(Parse(file + "'a' } } } }")), Fingerprint(Parse(file + "'b' } } } }")));
}

TEST(FingerprintTest, ZeroIsZero) {
  EXPECT_EQ(Fingerprint(Parse("model { embedding { dropout_rate: -0.0 } }")), Fingerprint(Parse("")));
  EXPECT_EQ(Fingerprint(Parse("training { learning_rate: -0.0 }")),
            Fingerprint(Parse("training { learning_rate: 0 }")));
}

// The schema of `file` and of all it imports, with a field, a choice, a part and a message more in Training.
const google::protobuf::Descriptor* GrownTrial(google::protobuf::DescriptorPool* pool) {
  std::set<std::string> built;
  const std::function<void(const google::protobuf::FileDescriptor&)> build = [&](const auto& file) {
    if (!built.insert(file.name()).second) return;
    for (int i = 0; i < file.dependency_count(); ++i) build(*file.dependency(i));
    FileDescriptorProto grown;
    file.CopyTo(&grown);
    if (file.name() == "core/training/training.proto") {
      FileDescriptorProto addition;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
          field { name: "later" number: 900 label: LABEL_OPTIONAL type: TYPE_DOUBLE default_value: "0.25" }
          field { name: "later_list" number: 901 label: LABEL_REPEATED type: TYPE_INT32 }
          field { name: "later_message" number: 902 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".ceteris.config.AdamW" }
          field { name: "later_part" number: 903 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".ceteris.config.AdamW"
                  options { [ceteris.config.part]: true } }
          field { name: "one" number: 904 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".ceteris.config.AdamW" oneof_index: 0 }
          field { name: "two" number: 905 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".ceteris.config.AdamW" oneof_index: 0 }
          oneof_decl { name: "later_choice" options { [ceteris.config.default_variant]: "one" } })",
                                                                addition.add_message_type()));
      for (auto& message : *grown.mutable_message_type()) {
        if (message.name() == "Training") message.MergeFrom(addition.message_type(0));
      }
    }
    EXPECT_NE(pool->BuildFile(grown), nullptr) << file.name();
  };
  build(*config::Trial::descriptor()->file());
  return pool->FindMessageTypeByName("ceteris.config.Trial");
}

TEST(FingerprintTest, AFieldAddedLaterChangesNoOldFingerprint) {
  google::protobuf::DescriptorPool pool;
  const google::protobuf::Descriptor* grown = GrownTrial(&pool);
  ASSERT_NE(grown, nullptr);
  google::protobuf::DynamicMessageFactory factory;
  std::mt19937_64 random(7);
  for (int i = 0; i < 50; ++i) {
    const config::Trial trial = RandomTrial(&random);
    std::unique_ptr<google::protobuf::Message> later(factory.GetPrototype(grown)->New());
    ASSERT_TRUE(later->ParseFromString(trial.SerializeAsString()));
    EXPECT_EQ(FingerprintText(*later), FingerprintText(trial));
  }
  // The grown schema is not merely ignored: its fields count once they are set.
  std::unique_ptr<google::protobuf::Message> later(factory.GetPrototype(grown)->New());
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString("training { later: 1 later_part {} two {} }", later.get()));
  EXPECT_EQ(
      FingerprintText(*later),
      "ceteris trial, format 1\ntraining.later = 1\ntraining.later_choice = two\ntraining.later_part = present\n");
}

}  // namespace
}  // namespace ceteris
