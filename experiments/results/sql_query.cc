#include "experiments/results/sql_query.h"

#include <sqlite3.h>

#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

// PRAGMAs that only tell, and only when they are given no new value.
bool IsHarmlessPragma(const char* name, const char* argument) {
  for (const char* telling :
       {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"}) {
    if (std::strcmp(name, telling) == 0) return true;
  }
  for (const char* telling : {"user_version", "application_id", "page_count", "page_size", "journal_mode",
                              "quick_check", "integrity_check", "foreign_key_check", "compile_options"}) {
    if (std::strcmp(name, telling) == 0) return argument == nullptr;
  }
  return false;
}

int Authorize(void*, int action, const char* first, const char* second, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      // load_extension() would run foreign code.
      return second != nullptr && std::strcmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
      return IsHarmlessPragma(first, second) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

// While it lives, the connection allows nothing but reading.
class ReadingOnly {
 public:
  explicit ReadingOnly(sqlite3* connection) : connection_(connection) {
    sqlite3_set_authorizer(connection_, Authorize, nullptr);
  }
  ~ReadingOnly() { sqlite3_set_authorizer(connection_, nullptr, nullptr); }
  ReadingOnly(const ReadingOnly&) = delete;
  ReadingOnly& operator=(const ReadingOnly&) = delete;

 private:
  sqlite3* const connection_;
};

// The text after the first statement; `sql` has passed Prepare already.
absl::Status RequireOneStatement(sqlite3* connection, absl::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, &rest);
  const bool is_empty = statement == nullptr;
  sqlite3_finalize(statement);
  if (code != SQLITE_OK) {
    const std::string message = sqlite3_errmsg(connection);
    if (code == SQLITE_AUTH) {
      return absl::PermissionDeniedError(
          absl::StrCat("sql: ", message, ": only questions are allowed; nothing is changed from here"));
    }
    return absl::InvalidArgumentError(absl::StrCat("sql: ", message));
  }
  if (is_empty) return absl::InvalidArgumentError("sql: there is no statement; try SELECT * FROM v_arm_stats");
  const absl::string_view tail = absl::string_view(rest, sql.data() + sql.size() - rest);
  // What is left is a comment or nothing when it compiles to nothing.
  sqlite3_stmt* more = nullptr;
  const int tail_code = sqlite3_prepare_v2(connection, tail.data(), static_cast<int>(tail.size()), &more, nullptr);
  const bool has_more = tail_code != SQLITE_OK || more != nullptr;
  sqlite3_finalize(more);
  if (has_more) return absl::InvalidArgumentError("sql: one statement at a time");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SqlResult> QuerySql(ResultsReader* reader, absl::string_view sql, int max_rows) {
  Database* database = reader->database();
  const ReadingOnly reading_only(database->connection());
  RETURN_IF_ERROR(RequireOneStatement(database->connection(), sql));
  Statement query = database->Prepare(sql);
  SqlResult result;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (result.columns.empty()) {
      for (int i = 0; i < query.num_columns(); ++i) result.columns.push_back(query.ColumnName(i));
    }
    if (!row) return result;
    if (static_cast<int>(result.rows.size()) == max_rows) {
      result.cut = true;
      return result;
    }
    std::vector<absl::optional<std::string>> values;
    for (int i = 0; i < query.num_columns(); ++i) {
      values.push_back(query.IsNull(i) ? absl::nullopt : absl::make_optional(query.Text(i)));
    }
    result.rows.push_back(std::move(values));
  }
}

}  // namespace ceteris
