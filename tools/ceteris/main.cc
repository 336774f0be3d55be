// The `ceteris` command. Each subcommand is a file of its own; commands.cc lists them.
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "experiments/run/exit_on_stop.h"
#include "tools/ceteris/command_line.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/worker.h"

namespace ceteris {
namespace {

int Complain(const absl::Status& status) {
  const std::string line = absl::StrReplaceAll(status.message(), {{"\n", " "}});
  std::fprintf(stderr, "ceteris: %s\n", line.c_str());
  // What broke on the way, rather than what was typed: a full disk, a database that others keep locked, our own bug.
  const bool broke = absl::IsInternal(status) || absl::IsResourceExhausted(status) || absl::IsUnavailable(status);
  return broke ? kExitFailed : kExitRefused;
}

// A reader that has seen enough (`| head -1`) is no error.
bool ReaderIsGone() {
  struct pollfd output = {STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, /*timeout=*/0) == 1 && (output.revents & POLLERR) != 0;
}

int Flush(int code) {
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (written || ReaderIsGone()) return code;
  return Complain(absl::InternalError("standard output cannot be written"));
}

int Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return Flush(kExitOk);
}

int RunCommandLine(const Command& command, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") break;
    if (AsksForHelp(word)) return Print(HelpText(command));
  }
  const absl::StatusOr<Arguments> arguments = ParseArguments(command, words);
  if (!arguments.ok()) return Complain(arguments.status());
  const absl::StatusOr<int> code = command.run(*arguments);
  if (!code.ok()) return std::fflush(stdout), Complain(code.status());
  return Flush(*code);
}

int Main(std::vector<std::string> words) {
  const bool help = !words.empty() && (AsksForHelp(words[0]) || words[0] == "help");
  if (words.empty() || (help && words.size() == 1)) return Print(HelpText(AllCommands()));
  if (help) words = {words[1], "--help"};
  const absl::StatusOr<const Command*> command = FindCommand(words[0]);
  if (!command.ok()) return Complain(command.status());
  return RunCommandLine(**command, {words.begin() + 1, words.end()});
}

#ifndef __SANITIZE_ADDRESS__  // which is not ready before its own initialisers
// LibTorch's static initialisers take 0.2 to 0.4 s before main(); `run` obeys signals from before them on.
void ObeyStopsEarly(int argc, char** argv, char**) {
  if (argc > 1 && std::strcmp(argv[1], "run") == 0) ExitOnStop::Install();
}
__attribute__((section(".preinit_array"), used)) void (*const obey_stops_early)(int, char**, char**) = ObeyStopsEarly;
#endif

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words[0] == "worker") return ceteris::WorkerMain();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of a write, not a death in the middle of a run
  return ceteris::Main(words);
}
