#include "core/base/status_macros.h"
#include "experiments/results/trial_reader.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/stored_config.h"
#include "tools/ceteris/trial_sheet.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Everything known of one trial: its metrics, its attempts, the program and machine that\n"
    "made it, the files it left, and its configuration with every default written out.\n"
    "TRIAL is a number (`ceteris ls EXPERIMENT`) or the beginning of its identity.";
constexpr char kExamples[] =
    "ceteris show 3\n"
    "ceteris show 1f0c9a5b --format=json\n";

absl::StatusOr<int> Show(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const config::Trial config,
                   ParseStoredConfig(trial.config_textproto, "trial " + arguments.positional[0]));
  return output.Print(TrialSheet(trial, config, output.for_people()));
}

}  // namespace

const Command& ShowCommand() {
  static const Command command = {"show", "TRIAL",   "one trial: metrics, attempts, environment, configuration",
                                  kText,  kExamples, {"db", "format", "out"},
                                  1,      1,         Show};
  return command;
}

}  // namespace ceteris
