#include "experiments/results/recover.h"

#include <dirent.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "experiments/results/dead_runners.h"
#include "experiments/results/ingest.h"
#include "experiments/results/journal_reader.h"
#include "experiments/results/open_database.h"
#include "experiments/results/process_identity.h"
#include "experiments/results/trial_folder.h"
#include "experiments/results/trial_queue.h"

namespace ceteris {
namespace {

constexpr double kWorkerSeconds = 2;

void WaitForWorker(const RunningAttempt& attempt) {
  const double deadline = MonotonicSeconds() + kWorkerSeconds;
  while (attempt.claimed && CheckProcess(attempt.worker) == Liveness::kAlive && MonotonicSeconds() < deadline) {
    absl::SleepFor(absl::Milliseconds(10));
  }
}

std::vector<std::string> FolderNames(const std::string& path, absl::string_view prefix) {
  std::vector<std::string> names;
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr) return names;
  while (const dirent* entry = readdir(folder)) {
    if (absl::StartsWith(entry->d_name, prefix) && entry->d_name[0] != '.') names.push_back(entry->d_name);
  }
  closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

// True where the journal is still being written: no footer, and the process that the header names lives.
bool IsBeingWritten(JournalReader* reader, const journal::Header& header) {
  journal::Record record;
  bool has_footer = false;
  while (true) {
    const absl::StatusOr<bool> next = reader->Next(&record);
    if (!next.ok() || !*next) break;
    has_footer = record.has_footer();
  }
  if (has_footer) return false;
  ProcessIdentity process = ThisProcess();
  if (header.environment().host() != process.host || header.environment().boot_id() != process.boot_id) return false;
  process.pid = header.pid();
  process.start = static_cast<int64_t>(header.pid_start());
  return CheckProcess(process) == Liveness::kAlive;
}

// Makes the trial, where it is new, and a RUNNING attempt without a claim, which RecoverLost then reads and ends. A
// result that the trial has stays what counts until then.
absl::Status InsertAttempt(Database* database, const journal::Header& header, const std::string& journal_path) {
  Statement dataset = database->Prepare("INSERT INTO dataset(digest) VALUES (?) ON CONFLICT DO NOTHING");
  RETURN_IF_ERROR(dataset.Bind(header.data_digest()).Run());
  Statement trial = database->Prepare(
      "INSERT INTO trial(identity, fingerprint, seed, replicate, config_textproto, dataset_id) "
      "SELECT ?, ?, ?, ?, ?, dataset_id FROM dataset WHERE digest = ? ON CONFLICT DO NOTHING");
  trial.Bind(header.trial_identity()).Bind(header.fingerprint()).Bind(static_cast<int64_t>(header.seed()));
  RETURN_IF_ERROR(trial.Bind(header.replicate()).Bind(header.config_textproto()).Bind(header.data_digest()).Run());
  Statement attempt = database->Prepare(
      "INSERT INTO attempt(trial_id, number, state, journal_path) SELECT trial_id, ?, 'RUNNING', ? FROM trial WHERE "
      "identity = ?");
  RETURN_IF_ERROR(attempt.Bind(header.attempt()).Bind(journal_path).Bind(header.trial_identity()).Run());
  Statement latest = database->Prepare(
      "UPDATE trial SET attempt_id = (SELECT attempt_id FROM attempt a WHERE a.trial_id = trial.trial_id ORDER BY "
      "number DESC LIMIT 1), "
      "state = 'RUNNING' WHERE identity = ? AND state NOT IN ('SUCCEEDED', 'DIVERGED')");
  return latest.Bind(header.trial_identity()).Run();
}

// True where the journal was unknown and is now in the attempt table.
absl::StatusOr<bool> AdoptJournal(Database* database, const std::string& journal_path) {
  Statement known = database->Prepare("SELECT 1 FROM attempt WHERE journal_path = ?");
  ASSIGN_OR_RETURN(const bool is_known, known.Bind(journal_path).Step());
  if (is_known) return false;
  absl::StatusOr<JournalReader> reader =
      JournalReader::Open(absl::StrCat(FolderOf(database->path()), "/", journal_path), 0, 0);
  if (!reader.ok()) return false;
  journal::Record record;
  const absl::StatusOr<bool> found = reader->Next(&record);
  if (!found.ok() || !*found) return false;
  const journal::Header header = record.header();
  // A folder that somebody renamed: its records would be taken for another trial's.
  const std::string expected =
      absl::StrCat(AttemptFolder(header.trial_identity(), header.attempt()), "/", kJournalFile);
  if (expected != journal_path || IsBeingWritten(&*reader, header)) return false;
  RETURN_IF_ERROR(InsertAttempt(database, header, journal_path));
  return true;
}

absl::StatusOr<int> AdoptTrialFolder(Database* database, const std::string& trial_folder) {
  const std::string root = FolderOf(database->path());
  int num_adopted = 0;
  for (const std::string& name : FolderNames(absl::StrCat(root, "/", trial_folder), "attempt-")) {
    ASSIGN_OR_RETURN(const bool adopted,
                     AdoptJournal(database, absl::StrCat(trial_folder, "/", name, "/", kJournalFile)));
    num_adopted += adopted ? 1 : 0;
  }
  return num_adopted;
}

absl::Status EmptyJournalTables(Database* database) {
  return database->Execute(
      "UPDATE trial SET attempt_id = NULL, state = 'QUEUED', reason = '';"
      "DELETE FROM attempt;"  // with claims, points, summaries, undefined metrics and artifacts
      "DELETE FROM trial WHERE trial_id NOT IN (SELECT trial_id FROM cell WHERE trial_id IS NOT NULL UNION SELECT "
      "trial_id FROM tag "
      "UNION SELECT trial_id FROM note WHERE trial_id IS NOT NULL);"
      "DELETE FROM metric; DELETE FROM code; DELETE FROM host;"
      "DELETE FROM dataset WHERE dataset_id NOT IN (SELECT dataset_id FROM trial);");
}

}  // namespace

absl::StatusOr<int> RecoverLost(Database* database) {
  ASSIGN_OR_RETURN(const std::vector<RunningAttempt> attempts, AttemptsOfDeadRunners(database));
  Ingester ingester(database);
  int num_ended = 0;
  for (const RunningAttempt& attempt : attempts) {
    WaitForWorker(attempt);
    ASSIGN_OR_RETURN(const std::vector<IngestedAttempt> ingested, ingester.Ingest({attempt.attempt_id}));
    std::string reason = attempt.claimed ? absl::StrCat("its runner (process ", attempt.runner.pid, " on ",
                                                        attempt.runner.host, ") ended without finishing it")
                                         : "its journal ends without a footer";
    if (!ingested[0].journal_error.empty()) absl::StrAppend(&reason, "; ", ingested[0].journal_error);
    RETURN_IF_ERROR(FinishAttempt(database, attempt.attempt_id, TrialState::kLost, reason));
    ++num_ended;
  }
  return num_ended;
}

absl::Status SettleDeadRunners(const std::string& path) {
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<Database> reading, OpenForReading(path));
    ASSIGN_OR_RETURN(const std::vector<RunningAttempt> dead, AttemptsOfDeadRunners(reading.get()));
    if (dead.empty()) return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database, OpenForWriting(path));
  return RecoverLost(database.get()).status();
}

absl::StatusOr<int> AdoptJournals(Database* database, const std::vector<std::string>& identities) {
  int num_adopted = 0;
  {
    ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
    for (const std::string& identity : identities) {
      ASSIGN_OR_RETURN(const int num_of_trial, AdoptTrialFolder(database, TrialFolder(identity)));
      num_adopted += num_of_trial;
    }
    RETURN_IF_ERROR(transaction.Commit());
  }
  RETURN_IF_ERROR(RecoverLost(database).status());
  return num_adopted;
}

absl::StatusOr<int> RebuildFromJournals(Database* database) {
  int num_adopted = 0;
  {
    ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
    ASSIGN_OR_RETURN(const std::vector<RunningAttempt> attempts, RunningAttempts(database));
    for (const RunningAttempt& attempt : attempts) {
      if (IsGone(attempt)) continue;
      return absl::FailedPreconditionError(absl::StrCat(database->path(), ": process ", attempt.runner.pid, " on ",
                                                        attempt.runner.host,
                                                        " is running trials; rebuild when it has ended"));
    }
    RETURN_IF_ERROR(EmptyJournalTables(database));
    for (const std::string& name : FolderNames(absl::StrCat(FolderOf(database->path()), "/trials"), "")) {
      ASSIGN_OR_RETURN(const int num_of_trial, AdoptTrialFolder(database, absl::StrCat("trials/", name)));
      num_adopted += num_of_trial;
    }
    RETURN_IF_ERROR(transaction.Commit());
  }
  RETURN_IF_ERROR(RecoverLost(database).status());
  return num_adopted;
}

}  // namespace ceteris
