#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/report/attention/attention_page.h"
#include "experiments/report/attention/attention_picture.h"
#include "experiments/results/trial_reader.h"
#include "experiments/run/record_attention.h"
#include "tools/ceteris/attention_of_trial.h"
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
    "Where a trained trial looks while it reads a text: one HTML page with every layer and\n"
    "head, the weights where you point, entropy and mean distance of each head; and the same\n"
    "as a PNG beside it. TRIAL is a number (`ceteris ls EXPERIMENT`) or the beginning of its\n"
    "identity. What the text is follows from the trial's task: text; symbols by number, such\n"
    "as \"3 5 4\", for made-up sequences; the number of a validation image. Without --out the\n"
    "files are attention-TRIAL.html and .png where the command is typed.";
constexpr char kExamples[] =
    "ceteris attention 3 \"In the beginning God created\"\n"
    "ceteris attention 1f0c9a5b \"And he said\" --out=/tmp/said.html\n";

absl::Status Write(const std::string& path, const std::string& bytes) {
  RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  std::printf("wrote %s (%zu kB)\n", path.c_str(), (bytes.size() + 999) / 1000);
  return absl::OkStatus();
}

absl::StatusOr<int> Attention(const Arguments& arguments) {
  if (!FLAGS_out.empty() && !absl::EndsWith(FLAGS_out, ".html")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--out=", FLAGS_out, ": want a name that ends in .html; the picture gets the same name with .png"));
  }
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const config::Trial config,
                   ParseStoredConfig(trial.config_textproto, absl::StrCat("trial ", trial.trial_id)));
  ASSIGN_OR_RETURN(const std::string weights, StoredWeights(trial));
  ASSIGN_OR_RETURN(const RecordedAttention recorded, RecordAttention(config, weights, arguments.positional[1],
                                                                     FLAGS_device == "auto" ? "cpu" : FLAGS_device));
  const AttentionMaps maps = MapsOfTrial(trial, arguments.positional[1], recorded);
  const std::string html =
      UserPath(FLAGS_out.empty() ? absl::StrCat("attention-", trial.trial_id, ".html") : FLAGS_out);
  RETURN_IF_ERROR(Write(html, AttentionPage(maps)));
  ASSIGN_OR_RETURN(const std::string png, AttentionPng(maps));
  RETURN_IF_ERROR(Write(absl::StrCat(absl::StripSuffix(html, ".html"), ".png"), png));
  return kExitOk;
}

}  // namespace

const Command& AttentionCommand() {
  static const Command command = {"attention",
                                  "TRIAL \"TEXT\"",
                                  "where a trial looks while it reads a text",
                                  kText,
                                  kExamples,
                                  {"out", "device", "db"},
                                  2,
                                  2,
                                  Attention};
  return command;
}

}  // namespace ceteris
