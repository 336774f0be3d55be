#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/run/exit_on_stop.h"
#include "experiments/run/progress_view.h"
#include "experiments/run/run_experiment.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/checked_plan.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/preflight.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Runs what is missing of an experiment and prints its table. A trial that any\n"
    "experiment in the database ran before is linked, not run again; what failed runs\n"
    "again, what diverged does not (--rerun). Every arm is built and run for a moment\n"
    "before the first trial starts. Ctrl-C keeps every finished trial; the same command\n"
    "goes on from there. Paths in the spec are relative to where the command is typed.";
constexpr char kExamples[] =
    "ceteris run experiments/studies/positions/experiment.textproto\n"
    "ceteris run mine.textproto --seeds=2 --db=/tmp/try.db\n"
    "ceteris run mine.textproto --set=training.num_steps=50 --set=model.decoder.num_layers=4\n"
    "ceteris run mine.textproto --device=cuda:1 --workers=2 --rerun=failed,diverged\n";

std::string CountsLine(const RunResult& result) {
  std::string line = absl::StrCat(result.num_trials, " trials");
  if (result.num_run > 0) absl::StrAppend(&line, ", ", result.num_run, " run now");
  if (result.num_there_before > 0) absl::StrAppend(&line, ", ", result.num_there_before, " there before");
  if (result.num_diverged > 0) absl::StrAppend(&line, ", ", result.num_diverged, " diverged");
  if (result.num_failed > 0) absl::StrAppend(&line, ", ", result.num_failed, " FAILED");
  if (result.num_lost > 0) absl::StrAppend(&line, ", ", result.num_lost, " LOST");
  const int ended = result.num_succeeded + result.num_diverged + result.num_failed + result.num_lost;
  if (ended < result.num_trials) absl::StrAppend(&line, ", ", result.num_trials - ended, " not run");
  return line;
}

// Where it is stored and what to type next: for people, so not into a pipe that carries the table.
void PrintNext(const Plan& plan, const RunResult& result) {
  const std::string& name = plan.experiment.name();
  for (const std::string& failure : result.failures) std::fprintf(stderr, "FAILED %s\n", failure.c_str());
  std::fprintf(stderr, "%s; stored in %s as %s, revision %d\n", CountsLine(result).c_str(), DatabasePath().c_str(),
               name.c_str(), result.revision);
  if (result.exit_code() != kExitOk) {
    std::fprintf(stderr, "type the same command again to run what is missing\n");
  }
  // The first arm that is not the baseline is the more interesting one to explain.
  const std::string& arm = plan.arms[plan.arms.size() > 1 && plan.arms[0].baseline ? 1 : 0].name;
  std::fprintf(stderr, "next: %s\n      %s\n", CommandToType("report " + name).c_str(),
               CommandToType(absl::StrCat("explain ", name, " ", arm)).c_str());
}

// Trials have run: what keeps the table from being printed, such as a database deleted meanwhile, is no refusal.
absl::Status PrintStoredAnswer(const std::string& experiment, const Output& output) {
  ASSIGN_OR_RETURN(const ExperimentReport report, LoadTypedReport(experiment, /*curves=*/false));
  return PrintAnswer(report, output).status();
}

absl::StatusOr<int> Run(const Arguments& arguments) {
  const ExitOnStop exit_on_stop;
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const CheckedPlan checked, CheckPlan(arguments));
  ASSIGN_OR_RETURN(RunOptions options, RunOptionsFromFlags(checked));
  RETURN_IF_ERROR(Preflight(checked, options));
  const std::unique_ptr<ProgressView> progress = MakeProgressView(STDERR_FILENO);
  options.progress = progress.get();
  ASSIGN_OR_RETURN(const RunResult result, RunExperiment(checked.plan, options));
  FLAGS_revision = result.revision;
  const absl::Status answered = PrintStoredAnswer(checked.plan.experiment.name(), output);
  std::fflush(stdout);
  PrintNext(checked.plan, result);
  if (answered.ok()) return result.exit_code();
  std::fprintf(stderr, "ceteris: no table: %s\n", std::string(answered.message()).c_str());
  return result.exit_code() == kExitOk ? kExitFailed : result.exit_code();
}

}  // namespace

const Command& RunCommand() {
  static const Command command = {"run", "SPEC",    "trains what is missing of an experiment and prints its table",
                                  kText, kExamples, {"seeds", "set", "db", "workers", "device", "rerun", "format"},
                                  1,     1,         Run};
  return command;
}

}  // namespace ceteris
