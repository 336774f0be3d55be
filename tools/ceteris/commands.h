// Every subcommand, in the order in which `ceteris --help` lists them.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/ceteris/command.h"

namespace ceteris {

// To add a command: a file NAME.cc with NameCommand(), a line here, one in commands.cc and one in BUILD.
const Command& RunCommand();
const Command& PlanCommand();
const Command& LsCommand();
const Command& TableCommand();
const Command& CurveCommand();
const Command& ReportCommand();
const Command& ExportCommand();
const Command& ExplainCommand();
const Command& ShowCommand();
const Command& DiffCommand();
const Command& SqlCommand();
const Command& GenerateCommand();
const Command& AttentionCommand();
const Command& WeightsCommand();
const Command& InspectCommand();
const Command& CatalogCommand();
const Command& FieldsCommand();

const std::vector<const Command*>& AllCommands();

// INVALID_ARGUMENT with a did-you-mean.
absl::StatusOr<const Command*> FindCommand(absl::string_view name);

}  // namespace ceteris
