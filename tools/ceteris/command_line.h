// From argv to a subcommand and its arguments: `ceteris COMMAND OPERANDS --flag=value ...`.
//
// gflags keeps the flags and checks their types; what it does on a bad line (print and exit 1, ignore, accept -flag of
// any library) is replaced here: an unknown flag, a wrong value or a missing operand is one line, with a did-you-mean,
// and exit code 64.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/ceteris/command.h"

namespace ceteris {

// --help, -h and the like.
bool AsksForHelp(absl::string_view word);

// Sets the gflags named in `words` (those after the subcommand) and returns the rest. "--" ends the flags. Flags may
// stand anywhere, as --flag=value or --flag value.
absl::StatusOr<Arguments> ParseArguments(const Command& command, const std::vector<std::string>& words);

// `ceteris --help` and `ceteris COMMAND --help`.
std::string HelpText(const std::vector<const Command*>& commands);
std::string HelpText(const Command& command);

}  // namespace ceteris
