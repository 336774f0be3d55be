#include "tools/ceteris/command_line.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "tools/ceteris/flags.h"

namespace ceteris {
namespace {

absl::Status Refuse(const Command& command, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(what, "; see `ceteris ", command.name, " --help`"));
}

// "path=value" -> {"path", "value"}.
absl::StatusOr<std::pair<std::string, std::string>> SplitSet(const Command& command, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Refuse(command,
                  absl::StrCat("--set=", text, ": want --set=PATH=VALUE, such as --set=training.num_steps=100"));
  }
  return std::make_pair(text.substr(0, equals), text.substr(equals + 1));
}

// Name and, behind an equals sign, value of a word that begins with a dash.
struct FlagWord {
  std::string name, value;
  bool has_value = false;
};

FlagWord SplitFlag(const std::string& word) {
  const size_t dashes = absl::StartsWith(word, "--") ? 2 : 1;
  const size_t equals = word.find('=');
  if (equals == std::string::npos) return {word.substr(dashes), "", false};
  return {word.substr(dashes, equals - dashes), word.substr(equals + 1), true};
}

absl::Status TakeFlag(const Command& command, const FlagWord& flag, Arguments* arguments) {
  if (flag.name != "set") return SetFlag(flag.name, flag.value);
  ASSIGN_OR_RETURN(auto set, SplitSet(command, flag.value));
  arguments->sets.push_back(std::move(set));
  return absl::OkStatus();
}

absl::Status CheckNumberOfOperands(const Command& command, const Arguments& arguments) {
  const int operands = static_cast<int>(arguments.positional.size());
  if (operands < command.min_operands) {
    return Refuse(command, absl::StrCat("something is missing; want: ceteris ", command.name, " ", command.operands));
  }
  if (operands > command.max_operands) {
    const std::string& first = arguments.positional[command.max_operands];
    return Refuse(command, absl::StrCat("\"", first, "\" is one word too many; want: ceteris ", command.name,
                                        *command.operands ? " " : "", command.operands));
  }
  return absl::OkStatus();
}

}  // namespace

bool AsksForHelp(absl::string_view word) {
  return word == "--help" || word == "-h" || word == "-help" || word == "--h";
}

absl::StatusOr<Arguments> ParseArguments(const Command& command, const std::vector<std::string>& words) {
  Arguments arguments;
  bool flags_ended = false;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (flags_ended || word.size() < 2 || word[0] != '-') {
      arguments.positional.push_back(word);
    } else if (word == "--") {
      flags_ended = true;
    } else {
      FlagWord flag = SplitFlag(word);
      if (std::find(command.flags.begin(), command.flags.end(), flag.name) == command.flags.end()) {
        return Refuse(command, absl::StrCat("`ceteris ", command.name, "` has no flag --", flag.name,
                                            DidYouMean(flag.name, command.flags)));
      }
      if (!flag.has_value && i + 1 >= words.size()) {
        return Refuse(command, absl::StrCat("--", flag.name, " needs a value"));
      }
      if (!flag.has_value) flag.value = words[++i];
      RETURN_IF_ERROR(TakeFlag(command, flag, &arguments));
    }
  }
  RETURN_IF_ERROR(CheckNumberOfOperands(command, arguments));
  return arguments;
}

std::string HelpText(const std::vector<const Command*>& commands) {
  std::string text =
      "ceteris: controlled Transformer experiments\n\n"
      "  ceteris COMMAND [OPERANDS] [--flag=value ...]\n"
      "  ceteris COMMAND --help                    what it does, its flags, examples\n\n";
  for (const Command* command : commands) absl::StrAppendFormat(&text, "  %-10s%s\n", command->name, command->summary);
  absl::StrAppend(&text,
                  "\nExit codes: 0 done (a diverged trial is a result), 1 some trials failed, 64\n"
                  "refused before anything ran, 75 preempted (type it again), 130 Ctrl-C.\n");
  return text;
}

std::string HelpText(const Command& command) {
  std::string text = absl::StrCat("ceteris ", command.name, *command.operands ? " " : "", command.operands, "\n\n",
                                  command.text, "\n");
  if (!command.flags.empty()) absl::StrAppend(&text, "\nFlags\n");
  for (const std::string& name : command.flags) {
    const FlagHelp help = DescribeFlag(name);
    const std::string indent(23, ' ');
    absl::StrAppendFormat(&text, "  --%-18s %s\n", absl::StrCat(name, "=", help.value),
                          absl::StrReplaceAll(help.meaning, {{"\n", "\n" + indent}}));
  }
  absl::StrAppend(&text, "\nExamples\n");
  for (const absl::string_view line : absl::StrSplit(command.examples, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&text, "  ", line, "\n");
  }
  return text;
}

}  // namespace ceteris
