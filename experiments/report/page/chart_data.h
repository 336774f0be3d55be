// What the figures of the page are drawn from, as one JSON object; report.js says what it does with each part.
//
//   {"metric", "unit", "lower_is_better", "margin", "noise_sd",
//    "arms":    [{"name", "baseline"}],
//    "forest":  [{"arm": 1, "delta", "low", "high", "verdict"}],                     arm: index into arms
//    "curves":  [{"title", "metric", "difference": false, "not_drawn": "2 seeds of alibi", "series": [{"arm", "points":
//    [[step, mean, sd, n], ...]}]}], "lengths": {"labels": ["x1", ...], "series": [{"arm", "points": [[mean, sd] or
//    null, ...]}]}}
#pragma once

#include "experiments/report/report_data.h"
#include "experiments/report/verdict_table.h"
#include "nlohmann/json.hpp"

namespace ceteris {

constexpr int kMostChartPoints = 300;  // of one curve; a longer one is thinned evenly, first and last point kept

// table: of the same report.
nlohmann::ordered_json ChartData(const ExperimentReport& report, const VerdictTable& table);

}  // namespace ceteris
