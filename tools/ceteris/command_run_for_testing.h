// The binary as a person runs it: what it prints and how it ends.
//
// Example:  const CommandRun run = RunCeteris({"table", "tiny", "--db=" + db});
//           EXPECT_EQ(run.code, 64) << run.err;
#pragma once

#include <string>
#include <vector>

namespace ceteris {

struct CommandRun {
  int code = 0;  // exit code; 128 + signal
  std::string out, err;
};

// Runs `ceteris` with these words, typed in `folder` ("": the test's own folder), not through Bazel.
CommandRun RunCeteris(const std::vector<std::string>& words, const std::string& folder = "");

// The command in a shell line, so that it can be piped: "'.../ceteris' 'sql' ...".
std::string CeterisInShell(const std::vector<std::string>& words);

// A small experiment: arms "learned" (the baseline) and "rotary", one layer of width 16, 12 steps. `name` is its name.
std::string TinySpec(const std::string& name);

// Where a test may write.
std::string TestFolder();

// A file below it; returns its path.
std::string WriteTestFile(const std::string& name, const std::string& content);

}  // namespace ceteris
