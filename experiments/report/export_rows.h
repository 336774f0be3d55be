// All rows of an experiment, for another program: nothing averaged, nothing rounded.
//
// Example:  WriteFileAtomically("trials.csv", FormatTable(TrialRows(report), TableFormat::kCsv));
#pragma once

#include <string>

#include "experiments/report/report_data.h"
#include "experiments/report/table_format.h"

namespace ceteris {

// One row per (arm, seed, replicate): arm, baseline, seed, replicate, state, reason, trial, parameters,
// flops_per_token, tokens, seconds, then every final metric by its name and, where any is undefined, "<metric>
// undefined" with the reason.
Table TrialRows(const ExperimentReport& report);

// One row per measured value: arm, seed, replicate, metric, step, value.
Table CurveRows(const ExperimentReport& report);

// {"experiment", "revision", "question", ..., "verdicts": {...}, "trials": [...], "curves": [...], "provenance": [...],
// "differences": [...], "drift": [...]}. "verdicts" is null where there is not exactly one baseline.
std::string ExportJson(const ExperimentReport& report);

}  // namespace ceteris
