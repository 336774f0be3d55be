#include <cstdio>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/results/trial_reader.h"
#include "experiments/run/export_weights.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/stored_config.h"
#include "tools/ceteris/stored_weights.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Writes a trained model as a folder that Hugging Face Transformers loads: config.json and\n"
    "model.safetensors, for AutoModel.from_pretrained(FOLDER). A model that no class there\n"
    "computes is refused, with the fields that stand in the way. Token ids are not exported:\n"
    "pass start and end to generate(). TRIAL is a number\n"
    "(`ceteris ls EXPERIMENT`) or the beginning of its identity. Without --out the folder is\n"
    "weights-TRIAL where the command is typed.";
constexpr char kExamples[] =
    "ceteris weights 3\n"
    "ceteris weights 1f0c9a5b --out=/tmp/gpt2\n";

absl::StatusOr<int> Weights(const Arguments& arguments) {
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const config::Trial config,
                   ParseStoredConfig(trial.config_textproto, absl::StrCat("trial ", trial.trial_id)));
  ASSIGN_OR_RETURN(const std::string weights, StoredWeights(trial));
  const std::string folder = UserPath(FLAGS_out.empty() ? absl::StrCat("weights-", trial.trial_id) : FLAGS_out);
  RETURN_IF_ERROR(ExportWeights(config, weights, folder));
  std::printf("wrote %s\n", folder.c_str());
  return kExitOk;
}

}  // namespace

const Command& WeightsCommand() {
  static const Command command = {"weights", "TRIAL",   "a trained model for Hugging Face Transformers",
                                  kText,     kExamples, {"out", "db"},
                                  1,         1,         Weights};
  return command;
}

}  // namespace ceteris
