#include "tools/ceteris/commands.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/did_you_mean.h"

namespace ceteris {

const std::vector<const Command*>& AllCommands() {
  static const auto& commands = *new std::vector<const Command*>{
      &RunCommand(),     &PlanCommand(),     &LsCommand(),        &TableCommand(),   &CurveCommand(),
      &ReportCommand(),  &ExportCommand(),   &ExplainCommand(),   &ShowCommand(),    &DiffCommand(),
      &SqlCommand(),     &GenerateCommand(), &AttentionCommand(), &WeightsCommand(), &InspectCommand(),
      &CatalogCommand(), &FieldsCommand(),
  };
  return commands;
}

absl::StatusOr<const Command*> FindCommand(absl::string_view name) {
  std::vector<std::string> names;
  for (const Command* command : AllCommands()) {
    if (name == command->name) return command;
    names.push_back(command->name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no command \"", name, "\"", DidYouMean(name, names), "; see `ceteris --help`"));
}

}  // namespace ceteris
