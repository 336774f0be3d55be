#include "experiments/results/open_database.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/results/filesystem.h"
#include "experiments/results/migrations.h"
#include "experiments/results/trial_folder.h"

namespace ceteris {
namespace {

constexpr double kWalSeconds = 10;
constexpr int64_t kMaxCheckedBytes = int64_t{256} << 20;  // quick_check reads everything: 0.1 s for 100 MB

absl::Status CheckIsFile(const std::string& path, bool may_be_missing) {
  struct stat information;
  if (stat(path.c_str(), &information) != 0) {
    if (may_be_missing && errno == ENOENT) return absl::OkStatus();
    if (errno != ENOENT)
      return absl::PermissionDeniedError(
          absl::StrCat(path, ": ", std::strerror(errno), "; name another file with --db"));
    return absl::NotFoundError(
        absl::StrCat(path, ": there is no results database; run an experiment first, or name one with --db"));
  }
  if (S_ISREG(information.st_mode)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": is not a file; name a results database with --db"));
}

absl::Status Damaged(const std::string& path, absl::string_view detail) {
  return absl::DataLossError(
      absl::StrCat(path, ": is damaged or no results database (", detail,
                   "); move it away and run the experiment again: finished trials are read back from their journals"));
}

absl::Status CheckSound(Database* database) {
  ASSIGN_OR_RETURN(const int64_t num_pages, database->Integer("PRAGMA page_count"));
  ASSIGN_OR_RETURN(const int64_t page_bytes, database->Integer("PRAGMA page_size"));
  if (num_pages * page_bytes > kMaxCheckedBytes) return absl::OkStatus();
  Statement check = database->Prepare("PRAGMA quick_check(1)");
  ASSIGN_OR_RETURN(const bool row, check.Step());
  if (row && check.Text(0) != "ok") return Damaged(database->path(), check.Text(0));
  return absl::OkStatus();
}

// The switch needs the file alone for a moment and does not wait by itself.
absl::Status SwitchToWal(Database* database) {
  const double deadline = MonotonicSeconds() + kWalSeconds;
  while (true) {
    Statement pragma = database->Prepare("PRAGMA journal_mode = WAL");
    const absl::StatusOr<bool> row = pragma.Step();
    if (row.ok() && pragma.Text(0) == "wal") return absl::OkStatus();
    if (!row.ok() && !absl::IsUnavailable(row.status())) return row.status();
    if (MonotonicSeconds() > deadline) {
      return absl::FailedPreconditionError(absl::StrCat(
          database->path(), ": SQLite cannot use a write-ahead log here; name a database on a local disk with --db"));
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

absl::Status PrepareForWriting(Database* database) {
  if (database->read_only()) {
    return absl::PermissionDeniedError(
        absl::StrCat(database->path(), ": may not be written; change its permissions or name another file with --db"));
  }
  RETURN_IF_ERROR(CheckSound(database));
  RETURN_IF_ERROR(CheckKnown(database, Migrations()));  // before WAL, which changes the header of the file
  RETURN_IF_ERROR(SwitchToWal(database));
  return Migrate(database, Migrations());
}

absl::Status Explain(const std::string& path, const absl::Status& status) {
  if (absl::IsDataLoss(status) && !absl::StrContains(status.message(), "is damaged"))
    return Damaged(path, status.message());
  // The folder of a new database: below a file, or where the system allows none.
  if (absl::IsNotFound(status)) {
    return absl::NotFoundError(absl::StrCat(status.message(), "; name a file in a folder that can be made with --db"));
  }
  if (absl::IsPermissionDenied(status) && !absl::StrContains(status.message(), "--db")) {
    return absl::PermissionDeniedError(
        absl::StrCat(status.message(), "; change its permissions or name another file with --db"));
  }
  return status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenForWriting(const std::string& path) {
  RETURN_IF_ERROR(CheckIsFile(path, /*may_be_missing=*/true));
  RETURN_IF_ERROR(Explain(path, MakeDirectories(FolderOf(path))));
  RETURN_IF_ERROR(CheckLocalFilesystem(FolderOf(path)));
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(path, Database::Access::kCreate);
  if (!database.ok()) return Explain(path, database.status());
  RETURN_IF_ERROR(Explain(path, PrepareForWriting(database->get())));
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> OpenForReading(const std::string& path) {
  RETURN_IF_ERROR(CheckIsFile(path, /*may_be_missing=*/false));
  // A reader of a WAL database writes its -shm file; in a folder that forbids that, a copy without a log can still be
  // read.
  const bool immutable = access(FolderOf(path).c_str(), W_OK) != 0 && access((path + "-wal").c_str(), F_OK) != 0;
  absl::StatusOr<std::unique_ptr<Database>> database =
      Database::Open(path, immutable ? Database::Access::kImmutable : Database::Access::kReadOnly);
  if (!database.ok()) return Explain(path, database.status());
  RETURN_IF_ERROR(Explain(path, CheckVersion(database->get(), Migrations())));
  return database;
}

}  // namespace ceteris
