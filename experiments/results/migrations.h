// The versions of the schema, oldest first. Forward only: each entry brings a database from the version before it to
// its own.
//
// A database carries the number of its version in SQLite's user_version and Ceteris' mark in application_id. To change
// the schema, change schema.sql and append an entry with the statements that change an existing database; never edit an
// entry that was released.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "experiments/results/database.h"

namespace ceteris {

constexpr int64_t kApplicationId = 0x43657465;  // "Cete"

struct Migration {
  std::string name;
  std::string sql;
};

// Entry i makes version i + 1; entry 0 is schema.sql.
const std::vector<Migration>& Migrations();

// Brings `database` to the newest version in one transaction, so that two processes that start together do it once; an
// existing database is first copied to PATH.before-version-N. Refuses, without changing a byte:
//   FAILED_PRECONDITION   a database of another program, or one that a newer Ceteris has written
absl::Status Migrate(Database* database, const std::vector<Migration>& migrations);

// OK for an empty file and for a database of any version up to the newest; otherwise the refusals above.
absl::Status CheckKnown(Database* database, const std::vector<Migration>& migrations);

// For readers: OK where the database has exactly the newest version; NOT_FOUND where it is empty.
absl::Status CheckVersion(Database* database, const std::vector<Migration>& migrations);

}  // namespace ceteris
