// The SQL that gives the mean of a line of the table, and what it answers now: the line proves itself.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/report/table_format.h"
#include "experiments/results/reader.h"

namespace ceteris {

struct MeanQuery {
  std::string sql;
  TableCell answer;  // a number, or "no value yet"
};

absl::StatusOr<MeanQuery> AskForMean(ResultsReader* reader, const StoredExperiment& experiment, const std::string& arm,
                                     const std::string& metric);

}  // namespace ceteris
