#include "tools/ceteris/mean_query.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/results/sql_query.h"

namespace ceteris {

absl::StatusOr<MeanQuery> AskForMean(ResultsReader* reader, const StoredExperiment& experiment, const std::string& arm,
                                     const std::string& metric) {
  MeanQuery query;
  // Names come from specs, which allow no quotes in them; metrics are ours.
  query.sql =
      absl::StrCat("SELECT mean FROM v_arm_stats_all WHERE experiment = '", experiment.name,
                   "' AND revision = ", experiment.revision, " AND arm = '", arm, "' AND metric = '", metric, "'");
  ASSIGN_OR_RETURN(const SqlResult result, QuerySql(reader, query.sql, 1));
  if (result.rows.empty() || !result.rows[0][0].has_value()) {
    query.answer = "no value yet";
    return query;
  }
  double mean = 0;
  const std::string& text = *result.rows[0][0];
  query.answer = absl::SimpleAtod(text, &mean) ? TableCell(mean) : TableCell(text);
  return query;
}

}  // namespace ceteris
