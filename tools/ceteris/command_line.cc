#include "tools/ceteris/command_line.h"

#include <algorithm>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/did_you_mean.h"
#include "gflags/gflags.h"

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

absl::Status SetFlag(const Command& command, const std::string& name, const std::string& value) {
  if (!gflags::SetCommandLineOption(name.c_str(), value.c_str()).empty()) return absl::OkStatus();
  gflags::CommandLineFlagInfo info;
  gflags::GetCommandLineFlagInfo(name.c_str(), &info);
  return Refuse(
      command, absl::StrCat("--", name, "=", value, ": want a value of type ", info.type, " (", info.description, ")"));
}

}  // namespace

absl::StatusOr<Arguments> ParseArguments(const Command& command, const std::vector<std::string>& words) {
  Arguments arguments;
  bool flags_ended = false;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (flags_ended || word.size() < 2 || word[0] != '-') {
      arguments.positional.push_back(word);
      continue;
    }
    if (word == "--") {
      flags_ended = true;
      continue;
    }
    const size_t dashes = absl::StartsWith(word, "--") ? 2 : 1;
    const size_t equals = word.find('=');
    const std::string name = word.substr(dashes, equals == std::string::npos ? equals : equals - dashes);
    if (std::find(command.flags.begin(), command.flags.end(), name) == command.flags.end()) {
      return Refuse(command, absl::StrCat("unknown flag --", name, DidYouMean(name, command.flags)));
    }
    if (equals == std::string::npos && i + 1 >= words.size())
      return Refuse(command, absl::StrCat("--", name, " needs a value"));
    const std::string value = equals == std::string::npos ? words[++i] : word.substr(equals + 1);
    if (name == "set") {
      absl::StatusOr<std::pair<std::string, std::string>> set = SplitSet(command, value);
      if (!set.ok()) return set.status();
      arguments.sets.push_back(*std::move(set));
    } else if (absl::Status status = SetFlag(command, name, value); !status.ok()) {
      return status;
    }
  }
  const int operands = static_cast<int>(arguments.positional.size());
  if (operands < command.min_operands)
    return Refuse(command, absl::StrCat("want: ceteris ", command.name, " ", command.operands));
  if (operands > command.max_operands) {
    return Refuse(command,
                  absl::StrCat("\"", arguments.positional[command.max_operands], "\" is one operand too many"));
  }
  return arguments;
}

std::string HelpText(const std::vector<const Command*>& commands) {
  std::string text =
      "ceteris: controlled Transformer experiments\n\n"
      "  ceteris COMMAND [OPERANDS] [--flag=value ...]        ceteris COMMAND --help\n\n";
  for (const Command* command : commands) absl::StrAppendFormat(&text, "  %-9s  %s\n", command->name, command->summary);
  return text;
}

std::string HelpText(const Command& command) {
  std::string text = absl::StrCat("ceteris ", command.name, *command.operands ? " " : "", command.operands, "\n\n",
                                  command.text, "\n");
  if (!command.flags.empty()) absl::StrAppend(&text, "\nFlags\n");
  for (const std::string& name : command.flags) {
    gflags::CommandLineFlagInfo info;
    if (!gflags::GetCommandLineFlagInfo(name.c_str(), &info)) continue;
    const std::string value = info.default_value.empty() ? "" : absl::StrCat(" [", info.default_value, "]");
    absl::StrAppendFormat(&text, "  --%-16s %s%s\n", name, info.description, value);
  }
  absl::StrAppend(&text, "\nExamples\n", command.examples);
  return text;
}

std::string UserPath(const std::string& path) {
  const char* typed_in = std::getenv("BUILD_WORKING_DIRECTORY");
  if (path.empty() || path[0] == '/' || typed_in == nullptr) return path;
  return absl::StrCat(typed_in, "/", path);
}

}  // namespace ceteris
