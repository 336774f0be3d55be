// The answer of an experiment, as `run`, `table`, `curve`, `report`, `export` and `explain` start from it.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "experiments/report/report_data.h"
#include "experiments/results/reader.h"
#include "tools/ceteris/output.h"

namespace ceteris {

// The experiment `name` at --revision. NOT_FOUND with a did-you-mean.
absl::StatusOr<ExperimentReport> LoadTypedReport(const std::string& name, bool curves);

// --metric, or the primary metric. NOT_FOUND with a did-you-mean where no trial has it.
absl::StatusOr<std::string> TypedMetric(const ExperimentReport& report);

// The verdict table; complete or not, it always says which.
absl::StatusOr<int> PrintAnswer(const ExperimentReport& report, const Output& output);

}  // namespace ceteris
