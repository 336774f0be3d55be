// The tables beside the answer: other metrics, cost, seeds. Intervals and numbers, no verdict words.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/report/report_data.h"
#include "experiments/report/table_format.h"

namespace ceteris {

// One metric over the arms: arm, mean +- sd, delta [95 % simultaneous], n/N, and why it is undefined where it is.
// INVALID_ARGUMENT without exactly one baseline.
absl::StatusOr<Table> MetricTable(const ExperimentReport& report, absl::string_view metric);

// What each arm cost: parameters and training FLOPs per token with their difference to the baseline, tokens, training
// FLOPs, wall-clock seconds per trial and over all, the attention kernel that ran.
absl::StatusOr<Table> LedgerTable(const ExperimentReport& report);

// Every trial's final primary value: one line per arm, one column per seed; DIVERGED, FAILED or nothing where there is
// none.
Table SeedTable(const ExperimentReport& report);

// What differs in the configuration: arm, path, the baseline's value, the arm's.
Table DifferenceTable(const ExperimentReport& report);

// One line per numeric environment that took part.
Table ProvenanceTable(const ExperimentReport& report);

}  // namespace ceteris
