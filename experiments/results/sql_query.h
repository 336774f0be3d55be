// Any question in SQL that a person types, and nothing but questions: the file is opened read-only, and SQLite's
// authorizer refuses everything except reading tables, calling functions and harmless pragmas.
//
//   ASSIGN_OR_RETURN(SqlResult result, QuerySql(&reader, "SELECT arm, mean FROM v_arm_stats WHERE metric =
//   'valid/loss'", 1000));
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "experiments/results/reader.h"

namespace ceteris {

struct SqlResult {
  std::vector<std::string> columns;
  std::vector<std::vector<absl::optional<std::string>>> rows;  // nullopt is NULL
  bool cut = false;                                            // there are more rows than asked for
};

// One SELECT, VALUES, WITH, EXPLAIN or read-only PRAGMA. INVALID_ARGUMENT: a syntax error, more than one statement.
// PERMISSION_DENIED: a statement that could change or attach something.
absl::StatusOr<SqlResult> QuerySql(ResultsReader* reader, absl::string_view sql, int max_rows);

}  // namespace ceteris
