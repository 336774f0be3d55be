#include "data/declared_shape.h"

#include <string>

#include "data/tasks/data_digest.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Task Parsed(const std::string& text) {
  config::Task task;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &task)) << text;
  return task;
}

// Whatever is known before the data are read is what is found in them.
TEST(DeclaredShapeTest, IsTheShapeOfTheDataButForTheVocabularyOfAText) {
  for (const std::string text : {
           "language_model { corpus { king_james {} } tokenizer { byte {} } seq_len: 24 }",
           "masked_language_model { corpus { king_james {} } tokenizer { byte {} } seq_len: 24 }",
           "copy_sequences { sequences { vocab_size: 20 max_len: 9 } }",
           "reverse_sequences { sequences { vocab_size: 20 max_len: 9 } }",
           "digits {}",
       }) {
    const config::Task task = Parsed(text);
    const TaskShape declared = DeclaredShape(task);
    const auto summary = SummarizeData(task);
    ASSERT_TRUE(summary.ok()) << summary.status();
    const TaskShape& found = summary->shape;
    EXPECT_EQ(declared.seq_len, found.seq_len) << text;
    EXPECT_EQ(declared.source_len, found.source_len) << text;
    EXPECT_EQ(declared.num_classes, found.num_classes) << text;
    EXPECT_EQ(declared.num_segments, found.num_segments) << text;
    EXPECT_EQ(declared.image_size, found.image_size) << text;
    EXPECT_EQ(declared.image_channels, found.image_channels) << text;
    if (task.has_language_model() || task.has_masked_language_model()) {
      EXPECT_EQ(found.vocab_size, 256 + task.has_masked_language_model()) << text;
      EXPECT_GE(found.vocab_size, declared.vocab_size) << text;
    } else {
      EXPECT_EQ(declared.vocab_size, found.vocab_size) << text;
    }
  }
}

TEST(DeclaredShapeTest, PairsHaveRoomForStartAndEnd) {
  const TaskShape shape = DeclaredShape(Parsed("copy_sequences { sequences { vocab_size: 20 max_len: 9 } }"));
  EXPECT_EQ(shape.source_len, 9);
  EXPECT_EQ(shape.seq_len, 10);
  EXPECT_EQ(shape.vocab_size, 20);
}

TEST(DeclaredShapeTest, NothingChosenHasNoSizes) {
  const TaskShape shape = DeclaredShape(config::Task());
  EXPECT_EQ(shape.vocab_size, 0);
  EXPECT_EQ(shape.seq_len, 0);
}

}  // namespace
}  // namespace ceteris
