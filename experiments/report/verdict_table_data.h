// A VerdictTable for programs: every number in full.
#pragma once

#include <string>

#include "experiments/report/table_format.h"
#include "experiments/report/verdict_table.h"

namespace ceteris {

// One row per arm: arm, baseline, n, planned, diverged, failed, missing, mean, sd, delta, delta_low, delta_high, t,
// p_t, p_corrected, p_holm, p_sign, p_sign_floor, p_equivalence, correlation, parameters, extra_parameters,
// flops_per_token, tokens, seconds, verdict, words, then the mean at each evaluation length by metric name. The
// baseline and what is undefined leave cells empty.
Table VerdictData(const VerdictTable& table);

// {"experiment": ..., "metric": ..., "arms": [...], "noise": {...}, "notes": [...]}
std::string VerdictJson(const VerdictTable& table);

}  // namespace ceteris
