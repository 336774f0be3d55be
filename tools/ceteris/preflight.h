// The last look before the first trial: can every arm that will be trained be built and run, and does the whole fit the
// budget? An arm that cannot is found in second 1, not in hour 9.
#pragma once

#include "absl/status/status.h"
#include "experiments/results/cell_outlook.h"
#include "experiments/run/run_experiment.h"
#include "tools/ceteris/checked_plan.h"

namespace ceteris {

// What the flags ask of the runner: --db, --workers, --rerun, for this plan. INVALID_ARGUMENT names the flag.
absl::StatusOr<RunOptions> RunOptionsFromFlags(const CheckedPlan& checked);

// Which cells of the plan are in the database at options.database_path already; of a database that does not exist,
// none.
absl::StatusOr<std::vector<CellOutlook>> LookUpPlan(const CheckedPlan& checked, const RunOptions& options);

// Takes no time where nothing is missing. Errors name the arm, or budget.max_minutes with the forecast.
absl::Status Preflight(const CheckedPlan& checked, const RunOptions& options);

}  // namespace ceteris
