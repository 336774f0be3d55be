// Fills an ExperimentReport from the results database: the one place in this folder that knows there is one.
//
// Example:  ASSIGN_OR_RETURN(ResultsReader reader, ResultsReader::Open("results/ceteris.db"));
//           ASSIGN_OR_RETURN(const ExperimentReport report, LoadReport(&reader, "positions", {}));
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/report/report_data.h"
#include "experiments/results/reader.h"

namespace ceteris {

struct LoadOptions {
  int revision = 0;    // 0: the one asked for last
  bool curves = true;  // false: finals only, for a table; curves are most of a large database
};

// NOT_FOUND as ResultsReader::FindExperiment(). Seeds that were planned but never asked for are missing cells, so that
// `--seeds=4` of 8 stays interim.
absl::StatusOr<ExperimentReport> LoadReport(ResultsReader* reader, absl::string_view experiment,
                                            const LoadOptions& options);

// Sentences for what is not alike in results that are compared: "2 executables", "2 data digests". Empty when all is.
std::vector<std::string> DescribeDrift(const std::vector<ProvenanceRow>& provenance);

}  // namespace ceteris
