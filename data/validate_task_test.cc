#include "data/validate_task.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

config::Task TaskOf(const std::string& language_model) {
  config::Task task;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("language_model { " + language_model + " }", &task));
  return task;
}

// With a corpus and a tokenizer, so that only what is under test can be wrong.
config::Task WithChoices(const std::string& fields) {
  return TaskOf("corpus { king_james {} } tokenizer { character {} } " + fields);
}

std::string ErrorOf(const config::Task& task) {
  const absl::Status status = ValidateTask(task, "base.task");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << task.ShortDebugString();
  return std::string(status.message());
}

TEST(ValidateTaskTest, GoodTasksPass) {
  for (const char* fields :
       {"", "seq_len: 1 num_validation_tokens: 1", "evaluate_at_lengths: [1]", "evaluate_at_lengths: [1, 2, 4]",
        "evaluate_at_lengths: [1, 2, 3] num_validation_tokens: 768",
        "seq_len: 1048576 num_validation_tokens: 1048576"}) {
    EXPECT_TRUE(ValidateTask(WithChoices(fields), "task").ok()) << ValidateTask(WithChoices(fields), "task");
  }
  EXPECT_TRUE(ValidateTask(TaskOf("corpus { text_file { path: 'a' } } tokenizer { byte {} }"), "task").ok());
}

TEST(ValidateTaskTest, WhatIsNotChosenIsNamed) {
  EXPECT_THAT(ErrorOf(config::Task()), AllOf(StartsWith("base.task.variant: "), HasSubstr("language_model")));
  EXPECT_THAT(ErrorOf(TaskOf("tokenizer { byte {} }")),
              AllOf(StartsWith("base.task.language_model.corpus.variant: "), HasSubstr("king_james")));
  EXPECT_THAT(ErrorOf(TaskOf("corpus { king_james {} }")),
              AllOf(StartsWith("base.task.language_model.tokenizer.variant: "), HasSubstr("character")));
}

TEST(ValidateTaskTest, ATextFileNeedsAPath) {
  EXPECT_THAT(ErrorOf(TaskOf("corpus { text_file {} } tokenizer { byte {} }")),
              StartsWith("base.task.language_model.corpus.text_file.path: \"\" names no file"));
  EXPECT_THAT(ErrorOf(TaskOf("corpus { text_file { path: 'a\\000b' } } tokenizer { byte {} }")), HasSubstr("NUL"));
}

TEST(ValidateTaskTest, EveryNumberOutsideItsRangeIsRefusedByName) {
  EXPECT_EQ(ErrorOf(WithChoices("seq_len: 0")), "base.task.language_model.seq_len: 0 is too small; use 1 or more");
  EXPECT_THAT(ErrorOf(WithChoices("seq_len: -2147483648")),
              StartsWith("base.task.language_model.seq_len: -2147483648"));
  EXPECT_THAT(ErrorOf(WithChoices("seq_len: 1048577")), HasSubstr("use at most 1048576"));
  EXPECT_THAT(ErrorOf(WithChoices("num_validation_tokens: 0")),
              StartsWith("base.task.language_model.num_validation_tokens: 0 is less than one window"));
  EXPECT_THAT(ErrorOf(WithChoices("num_validation_tokens: -9223372036854775808")), HasSubstr("num_validation_tokens"));
  EXPECT_THAT(ErrorOf(WithChoices("seq_len: 128 evaluate_at_lengths: [1, 4] num_validation_tokens: 511")),
              HasSubstr("use 512 or more"));
}

TEST(ValidateTaskTest, LengthsMustBeginWithOneAndIncrease) {
  const std::string path = "base.task.language_model.evaluate_at_lengths: ";
  EXPECT_EQ(ErrorOf(WithChoices("evaluate_at_lengths: [2, 4]")),
            path + "2 stands first; the first is 1, the training length");
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [0]")), StartsWith(path + "0 stands first"));
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [1, 1]")), StartsWith(path + "1 follows 1"));
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [1, 4, 2]")), StartsWith(path + "2 follows 4"));
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [1, -4]")), StartsWith(path + "-4 follows 1"));
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [1, 1025]")), HasSubstr("use at most 1024"));
}

TEST(ValidateTaskTest, LengthsWithoutASharedSpanAreRefused) {
  EXPECT_THAT(ErrorOf(WithChoices("evaluate_at_lengths: [1, 1019, 1021, 1023] num_validation_tokens: 9000000000000")),
              AllOf(HasSubstr("[1, 1019, 1021, 1023]"), HasSubstr("multiples of each other")));
}

}  // namespace
}  // namespace ceteris
