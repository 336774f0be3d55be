#include "experiments/spec/canonical_text.h"

#include "experiments/spec/random_trial.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(CanonicalTextTest, ReadsBackAsTheSameMessage) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 200; ++i) {
    const config::Trial trial = RandomTrial(&random);
    config::Trial read;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(CanonicalText(trial), &read));
    // Equals() compares numbers bit for bit, as the default tolerance is none.
    ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(read, trial)) << CanonicalText(trial);
    EXPECT_EQ(CanonicalText(read), CanonicalText(trial));
  }
}

TEST(CanonicalTextTest, IsReadable) {
  config::Trial trial;
  trial.mutable_task()->mutable_language_model()->add_evaluate_at_lengths(1);
  trial.mutable_task()->mutable_language_model()->add_evaluate_at_lengths(2);
  trial.mutable_task()->mutable_language_model()->mutable_corpus()->mutable_text_file()->set_path("ü \"x\"");
  trial.mutable_training()->set_learning_rate(0.003);
  EXPECT_EQ(
      CanonicalText(trial),
      "task {\n  language_model {\n    corpus {\n      text_file {\n        path: \"ü \\\"x\\\"\"\n      }\n    }\n"
      "    evaluate_at_lengths: [1, 2]\n  }\n}\ntraining {\n  learning_rate: 0.003\n}\n");
}

}  // namespace
}  // namespace ceteris
