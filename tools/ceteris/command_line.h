// From argv to a subcommand and its arguments: `ceteris COMMAND OPERANDS --flag=value ...`.
//
// gflags keeps the flags and checks their types; what it does on a bad line (print and exit 1, ignore, accept -flag of
// any library) is replaced here: an unknown flag, a wrong value or a missing operand is one line, with a did-you-mean,
// and exit code 64.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/ceteris/command.h"

namespace ceteris {

// Sets the gflags named in `words` (those after the subcommand) and returns the rest. "--" ends the flags. Flags may
// stand anywhere.
absl::StatusOr<Arguments> ParseArguments(const Command& command, const std::vector<std::string>& words);

// `ceteris --help` and `ceteris COMMAND --help`.
std::string HelpText(const std::vector<const Command*>& commands);
std::string HelpText(const Command& command);

// `bazel run` starts in the runfiles tree: a relative path that a user typed is meant from where it was typed.
std::string UserPath(const std::string& path);

}  // namespace ceteris
