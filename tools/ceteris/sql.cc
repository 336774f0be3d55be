#include <cstdio>

#include "absl/strings/numbers.h"
#include "core/base/status_macros.h"
#include "experiments/results/sql_query.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr int kMostRows = 1000000;

constexpr char kText[] =
    "Any question in SQL, and nothing but questions: the file is opened read-only.\n"
    "Views: v_trials, v_final, v_arm_stats, v_paired, v_curve, v_missing, v_drift, of the\n"
    "latest revision of each experiment; with _all at the end, of every revision.";
constexpr char kExamples[] =
    "ceteris sql \"SELECT arm, n, mean FROM v_arm_stats WHERE metric = 'valid/loss' ORDER BY mean\"\n"
    "ceteris sql \"SELECT name, sql FROM sqlite_schema WHERE type = 'view'\" --format=json\n"
    "ceteris sql \"SELECT * FROM v_missing WHERE experiment = 'positions'\" --format=csv\n";

// SQLite's values come as text; numbers leave as numbers.
TableCell CellOf(const absl::optional<std::string>& text) {
  if (!text.has_value()) return TableCell();
  int64_t integer = 0;
  double real = 0;
  const bool number = !text->empty() && text->find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (number && absl::SimpleAtoi(*text, &integer) && std::to_string(integer) == *text) return TableCell(integer);
  if (number && text->find_first_of(".e") != std::string::npos && absl::SimpleAtod(*text, &real)) {
    return TableCell(real, *text);
  }
  return TableCell(*text);
}

absl::StatusOr<int> Sql(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const SqlResult result, QuerySql(&reader, arguments.positional[0], kMostRows));
  Table table;
  for (size_t i = 0; i < result.columns.size(); ++i) {
    bool numbers = !result.rows.empty();
    for (const auto& row : result.rows) {
      const TableCell cell = CellOf(row[i]);
      numbers = numbers && !std::holds_alternative<std::string>(cell.value);
    }
    table.columns.push_back({result.columns[i], result.columns[i], numbers ? Align::kRight : Align::kLeft});
  }
  for (const auto& row : result.rows) {
    std::vector<TableCell> cells;
    for (const auto& value : row) cells.push_back(CellOf(value));
    table.AddRow(std::move(cells));
  }
  if (result.cut) std::fprintf(stderr, "only the first %d rows are shown\n", kMostRows);
  return output.Print(table);
}

}  // namespace

const Command& SqlCommand() {
  static const Command command = {
      "sql", "\"SELECT ...\"", "asks the database, read-only", kText, kExamples, {"db", "format", "out"}, 1, 1, Sql};
  return command;
}

}  // namespace ceteris
