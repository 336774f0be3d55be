#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "data/utf8/printable.h"
#include "experiments/results/trial_reader.h"
#include "experiments/run/continue_text.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/stored_config.h"
#include "tools/ceteris/stored_weights.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Continues a text with the weights of a finished trial. The same seed gives the same\n"
    "text. TRIAL is a number (`ceteris ls EXPERIMENT`) or the beginning of its identity.";
constexpr char kExamples[] =
    "ceteris generate 3 \"In the beginning\"\n"
    "ceteris generate 3 \"And he said\" --temperature=0 --max_new_tokens=100\n"
    "ceteris generate 1f0c9a5b \"Blessed\" --top_k=20 --seed=7\n";

// A model may write anything, also what a terminal would obey.
std::string Harmless(const std::string& text) {
  return absl::StrJoin(absl::StrSplit(text, '\n'), "\n",
                       [](std::string* out, absl::string_view line) { absl::StrAppend(out, Printable(line)); });
}

absl::StatusOr<int> Generate(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ContinueTextOptions options;
  options.device = FLAGS_device == "auto" ? "cpu" : FLAGS_device;  // a token at a time is no work for a GPU
  options.max_new_tokens = FLAGS_max_new_tokens;
  options.temperature = FLAGS_temperature;
  options.top_k = FLAGS_top_k;
  options.seed = FLAGS_seed;
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const config::Trial config,
                   ParseStoredConfig(trial.config_textproto, absl::StrCat("trial ", trial.trial_id)));
  ASSIGN_OR_RETURN(const std::string weights, StoredWeights(trial));
  ASSIGN_OR_RETURN(const std::string text, ContinueText(config, weights, arguments.positional[1], options));
  return output.Print((FLAGS_out.empty() ? Harmless(text) : text) + "\n");
}

}  // namespace

const Command& GenerateCommand() {
  static const Command command = {"generate",
                                  "TRIAL \"PROMPT\"",
                                  "continues a text with a trial's weights",
                                  kText,
                                  kExamples,
                                  {"max_new_tokens", "temperature", "top_k", "seed", "device", "db", "out"},
                                  2,
                                  2,
                                  Generate};
  return command;
}

}  // namespace ceteris
