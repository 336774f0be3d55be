// The `ceteris` command. Each subcommand is a file of its own; commands.cc lists them.
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/did_you_mean.h"
#include "tools/ceteris/command_line.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/worker.h"

namespace ceteris {
namespace {

bool AsksForHelp(const std::string& word) {
  return word == "--help" || word == "-h" || word == "-help" || word == "help";
}

int Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "ceteris: %s\n", std::string(status.message()).c_str());
  return absl::IsInternal(status) ? kExitFailed : kExitRefused;
}

int Main(const std::vector<std::string>& words) {
  if (words.empty() || (AsksForHelp(words[0]) && words.size() == 1)) return Print(HelpText(AllCommands()));
  const std::string& name = AsksForHelp(words[0]) ? words[1] : words[0];
  const Command* command = FindCommand(name);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const Command* known : AllCommands()) names.push_back(known->name);
    return Complain(absl::InvalidArgumentError("unknown command \"" + name + "\"" + DidYouMean(name, names) +
                                               "; see `ceteris --help`"));
  }
  for (const std::string& word : words) {
    if (word == "--") break;
    if (AsksForHelp(word) && (word != "help" || &word == &words[0])) return Print(HelpText(*command));
  }
  const absl::StatusOr<Arguments> arguments = ParseArguments(*command, {words.begin() + 1, words.end()});
  if (!arguments.ok()) return Complain(arguments.status());
  const absl::StatusOr<int> code = command->run(*arguments);
  if (!code.ok()) return Complain(code.status());
  if (std::fflush(stdout) != 0) return Complain(absl::InternalError("standard output cannot be written"));
  return *code;
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  // The runner starts its workers as `ceteris worker`: not a subcommand for people.
  if (!words.empty() && words[0] == "worker") return ceteris::WorkerMain();
  return ceteris::Main(words);
}
