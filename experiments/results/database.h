// One connection to an SQLite file, with errors as absl::Status. The only header that names SQLite's handles; private
// to this folder.
//
//   Statement query = database.Prepare("SELECT name FROM arm WHERE experiment_id = ?");
//   query.Bind(experiment_id);
//   while (true) {
//     ASSIGN_OR_RETURN(const bool row, query.Step());
//     if (!row) break;
//     names.push_back(query.Text(0));
//   }
//
// A full disk is RESOURCE_EXHAUSTED, a file that another process keeps locked for 10 s UNAVAILABLE, a damaged file or
// one that is no database DATA_LOSS, one that may not be read or written PERMISSION_DENIED, a broken constraint
// FAILED_PRECONDITION. Every message starts with the path.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ceteris {

class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters from left to right. NaN and infinities are bound as NULL, so that a column that forbids NULL refuses
  // them.
  Statement& Bind(int64_t value);
  Statement& Bind(int value) { return Bind(static_cast<int64_t>(value)); }
  Statement& Bind(double value);
  Statement& Bind(absl::string_view value);
  Statement& Bind(const char* value) { return Bind(absl::string_view(value)); }
  Statement& BindNull();

  // True: there is a row. False: done, and ready for new parameters. An error of Prepare or Bind comes out here.
  absl::StatusOr<bool> Step();
  // For statements without rows: Step until done.
  absl::Status Run();

  int num_columns() const;
  std::string ColumnName(int column) const;
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  double Real(int column) const;
  std::string Text(int column) const;
  absl::optional<double> OptionalReal(int column) const;

 private:
  friend class Database;
  Statement(sqlite3* connection, std::string path, absl::Status error, sqlite3_stmt* statement);
  void Check(int code);
  void Reset();

  sqlite3* connection_;
  std::string path_;
  absl::Status error_;
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
};

class Database {
 public:
  enum class Access { kCreate, kReadOnly, kImmutable };

  // Opens the file and sets what is per connection: foreign keys, a busy timeout of 10 s, and for writers synchronous =
  // NORMAL.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement Prepare(absl::string_view sql);
  // One or more statements without parameters; rows are thrown away.
  absl::Status Execute(const std::string& sql);
  // The single integer that a query returns; 0 where there is no row.
  absl::StatusOr<int64_t> Integer(absl::string_view sql);

  int64_t last_insert_id() const;
  int64_t num_changes() const;  // rows changed by the last statement
  bool read_only() const;
  const std::string& path() const { return path_; }
  sqlite3* connection() { return connection_; }

 private:
  Database(std::string path, sqlite3* connection) : path_(std::move(path)), connection_(connection) {}

  std::string path_;
  sqlite3* connection_;
};

// BEGIN IMMEDIATE ... COMMIT. The write lock is taken at the start: with a plain BEGIN, 39 % of read-then-write
// transactions of 16 processes failed although each would have waited. Rolled back by the destructor unless Commit()
// succeeded.
class Transaction {
 public:
  static absl::StatusOr<Transaction> Begin(Database* database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) { other.database_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  absl::Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}
  Database* database_;
};

}  // namespace ceteris
