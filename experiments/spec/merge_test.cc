#include "experiments/spec/merge.h"

#include "experiments/spec/trial.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::TextFormat;

config::Trial Parse(const std::string& text) {
  config::Trial trial;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &trial)) << text;
  return trial;
}

void ExpectMerged(const std::string& base, const std::string& change, const std::string& expected) {
  config::Trial merged = Parse(base);
  const config::Trial written = Parse(change);
  Merge(written, &merged);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(merged, Parse(expected))) << merged.ShortDebugString();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(written, Parse(change))) << "the change was changed";
}

TEST(MergeTest, ScalarsReplaceAndMessagesMerge) {
  ExpectMerged("training { num_steps: 5 batch_size: 3 }", "training { num_steps: 7 }",
               "training { num_steps: 7 batch_size: 3 }");
  ExpectMerged("training { num_steps: 5 }", "model { decoder { d_model: 8 } }",
               "training { num_steps: 5 } model { decoder { d_model: 8 } }");
}

TEST(MergeTest, ADefaultThatIsWrittenReplaces) {
  ExpectMerged("training { num_steps: 5 }", "training { num_steps: 1000 }", "training { num_steps: 1000 }");
}

TEST(MergeTest, AnotherMemberOfAOneofDropsTheOldOne) {
  ExpectMerged("model { decoder { position { rotary { theta: 5 } } } }", "model { decoder { position { alibi {} } } }",
               "model { decoder { position { alibi {} } } }");
  ExpectMerged("model { decoder { pre_norm {} d_model: 8 } }", "model { decoder { post_norm {} } }",
               "model { decoder { post_norm {} d_model: 8 } }");
}

TEST(MergeTest, TheSameMemberOfAOneofMerges) {
  ExpectMerged("training { schedule { cosine { warmup_steps: 5 final_fraction: 0.5 } } }",
               "training { schedule { cosine { warmup_steps: 7 } } }",
               "training { schedule { cosine { warmup_steps: 7 final_fraction: 0.5 } } }");
  ExpectMerged("model { decoder { position { rotary { theta: 5 } } } }", "model { decoder { position { rotary {} } } }",
               "model { decoder { position { rotary { theta: 5 } } } }");
}

TEST(MergeTest, ListsReplace) {
  ExpectMerged("task { language_model { evaluate_at_lengths: [1, 2, 4] seq_len: 9 } }",
               "task { language_model { evaluate_at_lengths: [1, 8] } }",
               "task { language_model { evaluate_at_lengths: [1, 8] seq_len: 9 } }");
}

TEST(MergeTest, AnEmptyChangeChangesNothing) {
  ExpectMerged("training { num_steps: 5 }", "", "training { num_steps: 5 }");
  ExpectMerged("training { num_steps: 5 }", "training {}", "training { num_steps: 5 }");
}

TEST(MergeTest, AWrittenPartAppears) { ExpectMerged("", "model { encoder {} }", "model { encoder {} }"); }

}  // namespace
}  // namespace ceteris
