#include "experiments/results/migrations.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "experiments/results/schema_sql.h"

namespace ceteris {
namespace {

absl::StatusOr<int64_t> Version(Database* database) { return database->Integer("PRAGMA user_version"); }

absl::Status Backup(Database* database, int64_t version) {
  const std::string copy = absl::StrCat(database->path(), ".before-version-", version + 1);
  // VACUUM INTO refuses to overwrite: the oldest copy is the one to keep, and a copy is what is wanted.
  const absl::Status status =
      database->Execute(absl::StrCat("VACUUM INTO '", absl::StrReplaceAll(copy, {{"'", "''"}}), "'"));
  return absl::IsInvalidArgument(status) ? absl::OkStatus() : status;
}

}  // namespace

const std::vector<Migration>& Migrations() {
  static const auto& migrations = *new std::vector<Migration>{{"schema.sql", std::string(SchemaSql())}};
  return migrations;
}

absl::Status CheckKnown(Database* database, const std::vector<Migration>& migrations) {
  const int64_t newest = static_cast<int64_t>(migrations.size());
  ASSIGN_OR_RETURN(const int64_t application, database->Integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const int64_t num_objects, database->Integer("SELECT count(*) FROM sqlite_schema"));
  if (application != kApplicationId && (application != 0 || num_objects > 0)) {
    return absl::FailedPreconditionError(absl::StrCat(
        database->path(), ": is an SQLite database of another program; name a file of your own with --db"));
  }
  ASSIGN_OR_RETURN(const int64_t version, Version(database));
  if (version > newest) {
    return absl::FailedPreconditionError(
        absl::StrCat(database->path(), ": was written by a newer ceteris (schema version ", version,
                     ", this one knows ", newest, "); use that one, or name another file with --db"));
  }
  return absl::OkStatus();
}

absl::Status Migrate(Database* database, const std::vector<Migration>& migrations) {
  RETURN_IF_ERROR(CheckKnown(database, migrations));
  const int64_t newest = static_cast<int64_t>(migrations.size());
  ASSIGN_OR_RETURN(int64_t version, Version(database));
  if (version == newest) return absl::OkStatus();
  if (version > 0) RETURN_IF_ERROR(Backup(database, version));

  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  RETURN_IF_ERROR(CheckKnown(database, migrations));  // again: another process may have been first
  ASSIGN_OR_RETURN(version, Version(database));
  for (; version < newest; ++version) {
    const Migration& migration = migrations[version];
    RETURN_IF_ERROR(database->Execute(migration.sql));
    Statement insert = database->Prepare("INSERT INTO schema_migration VALUES (?, ?, ?)");
    RETURN_IF_ERROR(insert.Bind(version + 1).Bind(migration.name).Bind(WallMilliseconds()).Run());
  }
  RETURN_IF_ERROR(
      database->Execute(absl::StrCat("PRAGMA application_id = ", kApplicationId, "; PRAGMA user_version = ", newest)));
  return transaction.Commit();
}

absl::Status CheckVersion(Database* database, const std::vector<Migration>& migrations) {
  const int64_t newest = static_cast<int64_t>(migrations.size());
  RETURN_IF_ERROR(CheckKnown(database, migrations));
  ASSIGN_OR_RETURN(const int64_t version, Version(database));
  if (version == newest) return absl::OkStatus();
  // A runner that was killed before its first table leaves it so; as good as no database.
  if (version == 0) return absl::NotFoundError(absl::StrCat(database->path(), ": is empty; run an experiment first"));
  return absl::FailedPreconditionError(absl::StrCat(database->path(), ": has schema version ", version,
                                                    ", this ceteris reads ", newest,
                                                    "; `ceteris run` with this --db brings it up to date"));
}

}  // namespace ceteris
