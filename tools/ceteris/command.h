// A subcommand of `ceteris`: one value of this struct, one file, listed in commands.cc.
//
// Example (ls.cc):
//   const Command& LsCommand() {
//     static const Command command = {"ls", "[EXPERIMENT]", "what the database holds", kText, kExamples,
//                                     {"db", "format"}, 0, 1, Ls};
//     return command;
//   }
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace ceteris {

// What was typed after the subcommand's name, flags taken out. Flag values are in gflags' variables (flags.h); --set,
// which may be given more than once, is here.
struct Arguments {
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, std::string>> sets;  // --set=path=value, in order
};

struct Command {
  const char* name;
  const char* operands;            // "EXPERIMENT [ARM]", as printed in the usage line
  const char* summary;             // one line for `ceteris --help`, at most 66 characters
  const char* text;                // for `ceteris NAME --help`; lines of at most 80 characters
  const char* examples;            // lines, each a command that works: a test parses them all
  std::vector<std::string> flags;  // names of the gflags it takes
  int min_operands;
  int max_operands;
  // Returns the exit code (exit_code.h). A Status that is not OK is printed as one line and gives 64, or 1 if it is
  // INTERNAL, RESOURCE_EXHAUSTED or UNAVAILABLE.
  absl::StatusOr<int> (*run)(const Arguments&);
};

}  // namespace ceteris
