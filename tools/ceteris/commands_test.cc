// Every command from its one definition: help, examples, and that examples are lines that parse.
#include "tools/ceteris/commands.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tools/ceteris/command_line.h"
#include "tools/ceteris/flags.h"

namespace ceteris {
namespace {

// As a shell does: spaces separate, double quotes hold together.
std::vector<std::string> ShellWords(absl::string_view line) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (const char letter : line) {
    if (letter == '"') {
      quoted = !quoted;
      if (quoted && !open) words.emplace_back(), open = true;
    } else if (letter == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) words.emplace_back();
      open = true;
      words.back() += letter;
    }
  }
  return words;
}

TEST(CommandsTest, EveryExampleParses) {
  for (const Command* command : AllCommands()) {
    int num_examples = 0;
    for (absl::string_view line : absl::StrSplit(command->examples, '\n', absl::SkipEmpty())) {
      SCOPED_TRACE(line);
      const std::vector<std::string> words = ShellWords(line);
      ASSERT_GE(words.size(), 2u);
      EXPECT_EQ(words[0], "ceteris");
      EXPECT_EQ(words[1], command->name);
      const auto arguments = ParseArguments(*command, {words.begin() + 2, words.end()});
      EXPECT_TRUE(arguments.ok()) << arguments.status();
      ++num_examples;
    }
    EXPECT_GE(num_examples, 2) << command->name;
  }
}

TEST(CommandsTest, HelpFitsATerminalAndNamesEveryFlag) {
  const std::string overview = HelpText(AllCommands());
  for (const Command* command : AllCommands()) {
    EXPECT_TRUE(absl::StrContains(overview, command->summary)) << command->name;
    const std::string help = HelpText(*command);
    for (const std::string& flag : command->flags) {
      EXPECT_TRUE(absl::StrContains(help, "--" + flag + "=")) << command->name;
      EXPECT_FALSE(DescribeFlag(flag).meaning.empty()) << flag;
    }
    for (absl::string_view line : absl::StrSplit(help, '\n')) {
      const bool example = absl::StartsWith(line, "  ceteris ");
      EXPECT_LE(line.size(), example ? 100u : 90u) << line;
    }
  }
  for (absl::string_view line : absl::StrSplit(overview, '\n')) EXPECT_LE(line.size(), 80u) << line;
}

TEST(CommandsTest, ACommandIsFoundByItsNameAlone) {
  for (const Command* command : AllCommands()) EXPECT_EQ(*FindCommand(command->name), command);
  EXPECT_TRUE(absl::StrContains(FindCommand("tabel").status().message(), "did you mean \"table\"?"));
  EXPECT_FALSE(FindCommand("").ok());
}

class ArgumentsTest : public ::testing::Test {
 protected:
  absl::StatusOr<Arguments> Parse(const std::vector<std::string>& words) { return ParseArguments(RunCommand(), words); }
};

TEST_F(ArgumentsTest, FlagsStandAnywhereInBothForms) {
  const auto arguments = Parse({"--seeds=3", "spec.textproto", "--db", "x.db", "-workers=2"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_EQ(arguments->positional, std::vector<std::string>{"spec.textproto"});
  EXPECT_EQ(FLAGS_seeds, 3);
  EXPECT_EQ(FLAGS_db, "x.db");
  EXPECT_EQ(FLAGS_workers, 2);
}

TEST_F(ArgumentsTest, SetMayBeRepeatedAndKeepsItsOrder) {
  const auto arguments = Parse({"s", "--set=a.b=1", "--set", "c=x=y", "--set=d="});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  const std::vector<std::pair<std::string, std::string>> sets = {{"a.b", "1"}, {"c", "x=y"}, {"d", ""}};
  EXPECT_EQ(arguments->sets, sets);
}

TEST_F(ArgumentsTest, TwoDashesEndTheFlags) {
  const auto arguments = Parse({"--", "--db=x"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_EQ(arguments->positional, std::vector<std::string>{"--db=x"});
}

TEST_F(ArgumentsTest, WhatIsWrongIsNamed) {
  const auto says = [&](const std::vector<std::string>& words, const char* what) {
    const std::string message(Parse(words).status().message());
    EXPECT_TRUE(absl::StrContains(message, what)) << message;
  };
  says({"s", "--seedz=3"}, "no flag --seedz; did you mean \"seeds\"?");
  says({"s", "--seeds=3x"}, "--seeds=3x: \"3x\" is no int32");
  says({"s", "--seeds"}, "--seeds needs a value");
  says({"s", "--set=path"}, "want --set=PATH=VALUE");
  says({}, "ceteris run SPEC");
  says({"a", "b"}, "\"b\" is one word too many");
  // gflags' own flags, and those of libraries, are not ours.
  says({"s", "--flagfile=x"}, "no flag --flagfile");
}

}  // namespace
}  // namespace ceteris
