#include "experiments/results/trial_queue.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/results/trial_folder.h"

namespace ceteris {
namespace {

// Makes the folder of the first attempt, from `number` on, that is not on the disk: journals outlive a deleted
// database, and two databases may share a folder. Returns its number.
absl::StatusOr<int> MakeAttemptFolder(const std::string& root, const std::string& identity, int number) {
  RETURN_IF_ERROR(MakeDirectories(absl::StrCat(root, "/", TrialFolder(identity))));
  for (;; ++number) {
    const std::string folder = absl::StrCat(root, "/", AttemptFolder(identity, number));
    if (mkdir(folder.c_str(), 0755) == 0) return number;
    if (errno == EEXIST) continue;
    const std::string message = absl::StrCat(folder, ": ", std::strerror(errno));
    return errno == ENOSPC || errno == EDQUOT ? absl::ResourceExhaustedError(message)
                                              : absl::PermissionDeniedError(message);
  }
}

absl::StatusOr<int64_t> InsertAttempt(Database* database, int64_t trial_id, const Claim& claim) {
  Statement insert = database->Prepare(
      "INSERT INTO attempt(trial_id, number, state, started_ms, journal_path) VALUES (?, ?, 'RUNNING', ?, ?)");
  insert.Bind(trial_id).Bind(claim.number).Bind(WallMilliseconds()).Bind(absl::StrCat(claim.folder, "/", kJournalFile));
  RETURN_IF_ERROR(insert.Run());
  return database->last_insert_id();
}

absl::Status InsertClaim(Database* database, int64_t attempt_id, const ProcessIdentity& runner, int64_t worker_pid) {
  Statement insert = database->Prepare(
      "INSERT INTO claim(attempt_id, host, boot_id, pid_namespace, runner_pid, runner_start, worker_pid, worker_start, "
      "claimed_ms, "
      "beat_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)");
  insert.Bind(attempt_id)
      .Bind(runner.host)
      .Bind(runner.boot_id)
      .Bind(runner.pid_namespace)
      .Bind(runner.pid)
      .Bind(runner.start);
  return insert.Bind(worker_pid).Bind(ProcessOfPid(worker_pid).start).Bind(WallMilliseconds()).Run();
}

}  // namespace

absl::Status SetTrialState(Database* database, int64_t trial_id, TrialState state, const std::string& reason) {
  Statement find = database->Prepare("SELECT state FROM trial WHERE trial_id = ?");
  ASSIGN_OR_RETURN(const bool found, find.Bind(trial_id).Step());
  if (!found) return absl::NotFoundError(absl::StrCat(database->path(), ": there is no trial ", trial_id));
  const std::string before = find.Text(0);
  if (before == TrialStateName(state)) return absl::OkStatus();
  Statement update = database->Prepare("UPDATE trial SET state = ?, reason = ? WHERE trial_id = ?");
  RETURN_IF_ERROR(update.Bind(TrialStateName(state)).Bind(reason).Bind(trial_id).Run());
  Statement event =
      database->Prepare("INSERT INTO event(trial_id, time_ms, old_state, new_state, detail) VALUES (?, ?, ?, ?, ?)");
  return event.Bind(trial_id).Bind(WallMilliseconds()).Bind(before).Bind(TrialStateName(state)).Bind(reason).Run();
}

absl::StatusOr<int> Requeue(Database* database, const std::vector<int64_t>& trial_ids, const RerunPolicy& policy) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  ASSIGN_OR_RETURN(const std::vector<TrialStatus> statuses, TrialStatuses(database, trial_ids));
  int num_requeued = 0;
  for (size_t i = 0; i < trial_ids.size(); ++i) {
    const TrialState state = statuses[i].state;
    if (state == TrialState::kQueued || IsResult(state) || !policy.Covers(state)) continue;
    RETURN_IF_ERROR(SetTrialState(database, trial_ids[i], TrialState::kQueued, ""));
    ++num_requeued;
  }
  RETURN_IF_ERROR(transaction.Commit());
  return num_requeued;
}

absl::StatusOr<absl::optional<Claim>> ClaimTrial(Database* database, int64_t trial_id, const ProcessIdentity& runner,
                                                 int64_t worker_pid, int64_t replaces) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  Statement find = database->Prepare(
      "SELECT identity, (SELECT coalesce(max(number), 0) FROM attempt a WHERE a.trial_id = t.trial_id) FROM trial t "
      "WHERE trial_id = ?1 AND iif(?2 = 0, state = 'QUEUED', attempt_id = ?2 AND state IN ('SUCCEEDED', 'DIVERGED') "
      "AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.trial_id = t.trial_id AND a.state = 'RUNNING'))");
  ASSIGN_OR_RETURN(const bool is_free, find.Bind(trial_id).Bind(replaces).Step());
  if (!is_free) return absl::optional<Claim>();
  const std::string identity = find.Text(0);
  Claim claim;
  ASSIGN_OR_RETURN(claim.number,
                   MakeAttemptFolder(FolderOf(database->path()), identity, static_cast<int>(find.Int(1)) + 1));
  claim.folder = AttemptFolder(identity, claim.number);
  ASSIGN_OR_RETURN(claim.attempt_id, InsertAttempt(database, trial_id, claim));
  RETURN_IF_ERROR(InsertClaim(database, claim.attempt_id, runner, worker_pid));
  if (replaces == 0) {
    Statement update = database->Prepare("UPDATE trial SET attempt_id = ? WHERE trial_id = ?");
    RETURN_IF_ERROR(update.Bind(claim.attempt_id).Bind(trial_id).Run());
    RETURN_IF_ERROR(SetTrialState(database, trial_id, TrialState::kRunning,
                                  absl::StrCat("attempt ", claim.number, ", runner ", runner.pid)));
  }
  RETURN_IF_ERROR(transaction.Commit());
  return absl::make_optional(std::move(claim));
}

absl::Status FinishAttempt(Database* database, int64_t attempt_id, TrialState state, const std::string& reason) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  Statement update =
      database->Prepare("UPDATE attempt SET state = ?, reason = ? WHERE attempt_id = ? AND state = 'RUNNING'");
  RETURN_IF_ERROR(update.Bind(TrialStateName(state)).Bind(reason).Bind(attempt_id).Run());
  const bool changed = database->num_changes() > 0;
  Statement claim = database->Prepare("UPDATE claim SET ended_ms = ? WHERE attempt_id = ? AND ended_ms IS NULL");
  RETURN_IF_ERROR(claim.Bind(WallMilliseconds()).Bind(attempt_id).Run());
  if (changed) RETURN_IF_ERROR(CountAttempt(database, attempt_id, state, reason));
  return transaction.Commit();
}

absl::Status CountAttempt(Database* database, int64_t attempt_id, TrialState state, const std::string& reason) {
  Statement find = database->Prepare(
      "SELECT p.trial_id, p.number, c.attempt_id, c.number, c.state FROM attempt p JOIN trial t USING(trial_id) "
      "LEFT JOIN attempt c ON c.attempt_id = t.attempt_id WHERE p.attempt_id = ?");
  ASSIGN_OR_RETURN(const bool found, find.Bind(attempt_id).Step());
  if (!found) return absl::NotFoundError(absl::StrCat(database->path(), ": there is no attempt ", attempt_id));
  const int64_t trial_id = find.Int(0);
  if (find.Int(2) == attempt_id) return SetTrialState(database, trial_id, state, reason);
  const bool newer = find.IsNull(2) || find.Int(1) > find.Int(3);
  if (!IsResult(state) || (!newer && IsResult(TrialStateFromName(find.Text(4))))) return absl::OkStatus();
  Statement update = database->Prepare("UPDATE trial SET attempt_id = ?, reason = ? WHERE trial_id = ?");
  RETURN_IF_ERROR(update.Bind(attempt_id).Bind(reason).Bind(trial_id).Run());
  return SetTrialState(database, trial_id, state, reason);
}

absl::Status Beat(Database* database, const ProcessIdentity& runner) {
  Statement update = database->Prepare(
      "UPDATE claim SET beat_ms = ? WHERE ended_ms IS NULL AND host = ? AND boot_id = ? AND pid_namespace = ? AND "
      "runner_pid = ? "
      "AND runner_start = ?");
  update.Bind(WallMilliseconds()).Bind(runner.host).Bind(runner.boot_id).Bind(runner.pid_namespace);
  return update.Bind(runner.pid).Bind(runner.start).Run();
}

absl::StatusOr<std::vector<TrialStatus>> TrialStatuses(Database* database, const std::vector<int64_t>& trial_ids) {
  Statement find = database->Prepare(
      "SELECT state, reason, attempt_id, "
      "EXISTS (SELECT 1 FROM attempt a WHERE a.trial_id = t.trial_id AND a.state = 'RUNNING') "
      "FROM trial t WHERE trial_id = ?");
  std::vector<TrialStatus> statuses;
  for (const int64_t trial_id : trial_ids) {
    ASSIGN_OR_RETURN(const bool found, find.Bind(trial_id).Step());
    TrialStatus status;
    if (found) {
      status = {TrialStateFromName(find.Text(0)), find.Text(1), find.Int(2), find.Int(3) == 1};
      RETURN_IF_ERROR(find.Run());
    }
    statuses.push_back(std::move(status));
  }
  return statuses;
}

}  // namespace ceteris
