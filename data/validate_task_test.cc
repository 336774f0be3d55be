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

config::Task Parsed(const std::string& text) {
  config::Task task;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &task)) << text;
  return task;
}

config::Task Masked(const std::string& fields) {
  return Parsed("masked_language_model { corpus { king_james {} } tokenizer { character {} } " + fields + " }");
}

TEST(ValidateTaskTest, GoodMaskedLanguageModelsPass) {
  for (const char* fields : {"", "seq_len: 1 num_validation_tokens: 1", "mask_rate: 1", "mask_rate: 1e-9",
                             "mask_token_rate: 0.8 random_token_rate: 0.2", "mask_token_rate: 0 random_token_rate: 1",
                             "mask_token_rate: 1 random_token_rate: 0"}) {
    EXPECT_TRUE(ValidateTask(Masked(fields), "task").ok()) << ValidateTask(Masked(fields), "task");
  }
}

TEST(ValidateTaskTest, BadMaskedLanguageModelsAreRefusedByName) {
  const std::string path = "base.task.masked_language_model.";
  EXPECT_THAT(ErrorOf(Parsed("masked_language_model { tokenizer { byte {} } }")), StartsWith(path + "corpus.variant"));
  EXPECT_THAT(ErrorOf(Masked("seq_len: 0")), StartsWith(path + "seq_len: 0 is too small"));
  EXPECT_THAT(ErrorOf(Masked("seq_len: 1048577")), HasSubstr("use at most 1048576"));
  EXPECT_THAT(ErrorOf(Masked("num_validation_tokens: 127")), HasSubstr("less than one window; use 128 or more"));
  for (const char* rate : {"0", "-0.1", "1.01", "nan"}) {
    EXPECT_THAT(ErrorOf(Masked(std::string("mask_rate: ") + rate)), StartsWith(path + "mask_rate: "));
  }
  EXPECT_THAT(ErrorOf(Masked("mask_token_rate: 1.5")), StartsWith(path + "mask_token_rate: 1.5 is out of range"));
  EXPECT_THAT(ErrorOf(Masked("mask_token_rate: -1")), StartsWith(path + "mask_token_rate: -1"));
  EXPECT_THAT(ErrorOf(Masked("mask_token_rate: 0.95")),
              AllOf(StartsWith(path + "random_token_rate: 0.1 is out of range"), HasSubstr("mask_token_rate 0.95")));
  EXPECT_THAT(ErrorOf(Masked("random_token_rate: nan")), StartsWith(path + "random_token_rate"));
}

TEST(ValidateTaskTest, GoodSequencesPass) {
  for (const char* fields :
       {"", "vocab_size: 5 min_len: 10 max_len: 10", "vocab_size: 1027 max_len: 1", "min_len: 12", "max_len: 65536"}) {
    for (const char* name : {"copy_sequences", "reverse_sequences"}) {
      const config::Task task = Parsed(std::string(name) + " { sequences { " + fields + " } }");
      EXPECT_TRUE(ValidateTask(task, "task").ok()) << ValidateTask(task, "task");
    }
  }
}

TEST(ValidateTaskTest, BadSequencesAreRefusedByName) {
  for (const std::string name : {"copy_sequences", "reverse_sequences"}) {
    const std::string path = "base.task." + name + ".sequences.";
    const auto error = [&](const std::string& fields) {
      return ErrorOf(Parsed(name + " { sequences { " + fields + " } }"));
    };
    EXPECT_EQ(error("vocab_size: 4"), path + "vocab_size: 4 is too small; use 5 or more");
    EXPECT_THAT(error("vocab_size: 2000000"), StartsWith(path + "vocab_size: 2000000 is too large"));
    EXPECT_THAT(error("max_len: 0"), StartsWith(path + "max_len: 0 is out of range"));
    EXPECT_THAT(error("max_len: 65537"), HasSubstr("use 1 to 65536"));
    EXPECT_THAT(error("min_len: 0"), StartsWith(path + "min_len: 0 is out of range"));
    EXPECT_THAT(error("min_len: 13"), HasSubstr("use 1 to 12, which is max_len"));
    EXPECT_THAT(error("vocab_size: 5 max_len: 9"), HasSubstr("fewer than 1024 sequences"));
    EXPECT_THAT(error("num_validation_sequences: 0"), StartsWith(path + "num_validation_sequences: 0"));
  }
}

TEST(ValidateTaskTest, DigitsHaveNothingToGetWrong) { EXPECT_TRUE(ValidateTask(Parsed("digits {}"), "task").ok()); }

}  // namespace
}  // namespace ceteris
