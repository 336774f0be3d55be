#include "tools/ceteris/preflight.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/forecast/memory_forecast.h"
#include "experiments/forecast/trial_forecast.h"
#include "experiments/report/number_format.h"
#include "experiments/results/reader.h"
#include "experiments/run/plan_record.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr int kMostWorkers = 1024;

ForecastContext ContextOf(const CheckedPlan& checked, size_t arm) {
  return {checked.plan.arms[arm].name, checked.data[arm].shape, checked.data[arm].num_valid};
}

absl::Status CheckBudget(const CheckedPlan& checked, const std::vector<int>& missing, const RunOptions& options) {
  const double most = checked.plan.experiment.budget().max_minutes() * 60;
  if (most <= 0) return absl::OkStatus();
  double seconds = 0;
  int num_trials = 0;
  for (size_t arm = 0; arm < missing.size(); ++arm) {
    if (missing[arm] == 0) continue;
    ASSIGN_OR_RETURN(const TrialForecast forecast,
                     ForecastTrial(checked.plan.arms[arm].trial, ContextOf(checked, arm)));
    seconds += missing[arm] * forecast.seconds;
    num_trials += missing[arm];
  }
  seconds /= NumWorkers(checked.plan, options);
  if (seconds <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "budget.max_minutes: the ", num_trials, " missing trials are forecast to take ", FormatSeconds(seconds),
      " on this machine, more than ", FormatSeconds(most),
      "; ask for fewer with --seeds=N, raise it with --set=budget.max_minutes=N, or set it to 0 for no bound"));
}

// Trials that want more than the machine has would make the kernel end other programs.
absl::Status CheckMemory(const CheckedPlan& checked, size_t arm, const RunOptions& options) {
  if (options.device != "cpu") return absl::OkStatus();
  ASSIGN_OR_RETURN(const MemoryForecast memory,
                   ForecastTrialMemory(checked.plan.arms[arm].trial, ContextOf(checked, arm)));
  const double bytes = memory.peak_bytes();
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  const int num_workers = NumWorkers(checked.plan, options);
  if (bytes * num_workers <= there) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("arm \"", checked.plan.arms[arm].name, "\": a trial needs about ", FormatScaled(bytes), "B", ", ",
                   num_workers, " run at a time, and this machine has ", FormatScaled(there), "B",
                   " of memory; use a smaller model or training.batch_size, a larger training.accumulation_steps",
                   num_workers > 1 ? ", or --workers=1" : ""));
}

}  // namespace

absl::StatusOr<RunOptions> RunOptionsFromFlags(const CheckedPlan& checked) {
  RunOptions options;
  if (FLAGS_workers < 0 || FLAGS_workers > kMostWorkers) {
    return absl::InvalidArgumentError(
        absl::StrCat("--workers=", FLAGS_workers, ": want 1 to ", kMostWorkers, ", or 0 for the default"));
  }
  ASSIGN_OR_RETURN(options.rerun, ParseRerunPolicy(FLAGS_rerun));
  options.database_path = DatabasePath();
  for (const DataSummary& data : checked.data) options.data_digests.push_back(data.digest);
  options.device = checked.device;
  options.libtorch = LibtorchVersion();
  options.num_workers = FLAGS_workers;
  return options;
}

absl::StatusOr<std::vector<CellOutlook>> LookUpPlan(const CheckedPlan& checked, const RunOptions& options) {
  const ExperimentRecord record = RecordOfPlan(checked.plan, options.data_digests, options.device, options.libtorch);
  absl::StatusOr<ResultsReader> reader = ResultsReader::Open(options.database_path);
  if (absl::IsNotFound(reader.status()))
    return LookUpCells(nullptr, record, options.rerun);  // none yet, or an empty one
  RETURN_IF_ERROR(reader.status());
  return LookUpCells(&*reader, record, options.rerun);
}

absl::Status Preflight(const CheckedPlan& checked, const RunOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<CellOutlook> outlook, LookUpPlan(checked, options));
  std::vector<int> missing(checked.plan.arms.size());
  for (size_t i = 0; i < checked.plan.cells.size(); ++i) {  // the first cells of the record are the plan's
    if (outlook[i].will_run) ++missing[checked.plan.cells[i].arm];
  }
  for (size_t arm = 0; arm < missing.size(); ++arm) {
    if (missing[arm] == 0) continue;
    RETURN_IF_ERROR(CheckMemory(checked, arm, options));
    const absl::Status status = DryRun(checked.plan.arms[arm].trial, ContextOf(checked, arm));
    // Whatever stops an arm, out of memory included, nothing was run yet: it is refused.
    if (!status.ok()) return absl::InvalidArgumentError(status.message());
  }
  return CheckBudget(checked, missing, options);
}

}  // namespace ceteris
