#include "tools/ceteris/answer.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/report/arm_values.h"
#include "experiments/report/curve_band.h"
#include "experiments/report/load_report.h"
#include "experiments/report/verdict_table.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {

absl::StatusOr<ExperimentReport> LoadTypedReport(const std::string& name, bool curves) {
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredExperiment experiment, FindTypedExperiment(&reader, name));
  return LoadReport(&reader, name, {experiment.revision, curves});
}

absl::StatusOr<std::string> TypedMetric(const ExperimentReport& report) {
  if (FLAGS_metric.empty()) return report.metric;
  std::vector<std::string> known = ReportMetrics(report);
  for (const std::string& metric : CurveMetrics(report)) known.push_back(metric);
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  if (std::find(known.begin(), known.end(), FLAGS_metric) != known.end()) return FLAGS_metric;
  const std::string there = known.empty() ? "no trial has ended yet" : "there are " + absl::StrJoin(known, ", ");
  return absl::NotFoundError(absl::StrCat("--metric=", FLAGS_metric, ": ", report.name, " has no such metric; ", there,
                                          DidYouMean(FLAGS_metric, known)));
}

absl::StatusOr<int> PrintAnswer(const ExperimentReport& report, const Output& output) {
  ASSIGN_OR_RETURN(const VerdictTable table, BuildVerdictTable(report));
  return output.Print(FormatVerdictTable(table, output.format(), output.options()));
}

}  // namespace ceteris
