#include "experiments/results/database.h"

#include <sqlite3.h>

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

constexpr int kBusyMilliseconds = 10000;

absl::Status ErrorStatus(int code, sqlite3* connection, const std::string& path) {
  const std::string message =
      absl::StrCat(path, ": ", connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(absl::StrCat(message, "; another process is using it, try again"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
      return absl::DataLossError(message);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::PermissionDeniedError(message);
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return absl::FailedPreconditionError(message);
    default:
      return absl::InvalidArgumentError(message);
  }
}

}  // namespace

Statement::Statement(sqlite3* connection, std::string path, absl::Status error, sqlite3_stmt* statement)
    : connection_(connection), path_(std::move(path)), error_(std::move(error)), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      path_(std::move(other.path_)),
      error_(std::move(other.error_)),
      statement_(other.statement_),
      next_parameter_(other.next_parameter_) {
  other.statement_ = nullptr;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::Check(int code) {
  if (code != SQLITE_OK && error_.ok()) error_ = ErrorStatus(code, connection_, path_);
}

Statement& Statement::Bind(int64_t value) {
  if (error_.ok()) Check(sqlite3_bind_int64(statement_, next_parameter_++, value));
  return *this;
}

Statement& Statement::Bind(double value) {
  if (!std::isfinite(value)) return BindNull();
  if (error_.ok()) Check(sqlite3_bind_double(statement_, next_parameter_++, value));
  return *this;
}

Statement& Statement::Bind(absl::string_view value) {
  if (error_.ok()) {
    // An empty view may have no address, which SQLite would take for NULL.
    const char* text = value.empty() ? "" : value.data();
    Check(sqlite3_bind_text64(statement_, next_parameter_++, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::BindNull() {
  if (error_.ok()) Check(sqlite3_bind_null(statement_, next_parameter_++));
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (error_.ok()) {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) Check(code);
  }
  const absl::Status status = std::exchange(error_, absl::OkStatus());
  if (statement_ != nullptr) Reset();
  if (!status.ok()) return status;
  return false;
}

void Statement::Reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  next_parameter_ = 1;
}

absl::Status Statement::Run() {
  while (true) {
    ASSIGN_OR_RETURN(const bool row, Step());
    if (!row) return absl::OkStatus();
  }
}

int Statement::num_columns() const { return sqlite3_column_count(statement_); }
std::string Statement::ColumnName(int column) const { return sqlite3_column_name(statement_, column); }
bool Statement::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::Real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return "";
  return std::string(reinterpret_cast<const char*>(text), sqlite3_column_bytes(statement_, column));
}

absl::optional<double> Statement::OptionalReal(int column) const {
  if (IsNull(column)) return absl::nullopt;
  return Real(column);
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, Access access) {
  // A URI, so that a file named ":memory:" is a file, and immutable can be asked for.
  std::string uri = "file:";
  for (const char letter : path) {
    if (letter == '%' || letter == '?' || letter == '#') {
      absl::StrAppend(&uri, "%", absl::Hex(static_cast<unsigned char>(letter), absl::kZeroPad2));
    } else {
      uri += letter;
    }
  }
  if (access == Access::kImmutable) uri += "?immutable=1";
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    (access == Access::kCreate ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &connection, flags, nullptr);
  std::unique_ptr<Database> database(new Database(path, connection));
  if (code != SQLITE_OK) return ErrorStatus(code, connection, path);
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  RETURN_IF_ERROR(database->Execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF"));
  // In WAL mode NORMAL cannot corrupt; a power cut may take the last commits, and the journals have them.
  if (access == Access::kCreate) RETURN_IF_ERROR(database->Execute("PRAGMA synchronous = NORMAL"));
  return database;
}

Database::~Database() { sqlite3_close_v2(connection_); }

Statement Database::Prepare(absl::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  const absl::Status error = code == SQLITE_OK ? absl::OkStatus() : ErrorStatus(code, connection_, path_);
  return Statement(connection_, path_, error, statement);
}

absl::Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorStatus(code, connection_, path_);
}

absl::StatusOr<int64_t> Database::Integer(absl::string_view sql) {
  Statement query = Prepare(sql);
  ASSIGN_OR_RETURN(const bool row, query.Step());
  return row ? query.Int(0) : 0;
}

int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(connection_); }
int64_t Database::num_changes() const { return sqlite3_changes64(connection_); }
bool Database::read_only() const { return sqlite3_db_readonly(connection_, "main") == 1; }

absl::StatusOr<Transaction> Transaction::Begin(Database* database) {
  RETURN_IF_ERROR(database->Execute("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // Fails only where SQLite has rolled back already (a full disk), which is what is wanted.
  if (database_ != nullptr) (void)database_->Execute("ROLLBACK");
}

absl::Status Transaction::Commit() {
  RETURN_IF_ERROR(database_->Execute("COMMIT"));
  database_ = nullptr;
  return absl::OkStatus();
}

}  // namespace ceteris
