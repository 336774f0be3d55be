#include "experiments/results/dead_runners.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

constexpr int64_t kSilenceMilliseconds = 15 * 60 * 1000;

absl::StatusOr<std::vector<std::string>> Texts(Database* database, const std::string& sql) {
  Statement query = database->Prepare(sql);
  std::vector<std::string> texts;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return texts;
    texts.push_back(query.Text(0));
  }
}

// A temporary view named like the table, with its columns in order, `state` corrected where the attempt is one of
// `dead`.
absl::Status CorrectStates(Database* database, const std::string& table, const std::string& dead) {
  ASSIGN_OR_RETURN(std::vector<std::string> columns,
                   Texts(database, absl::StrCat("SELECT name FROM pragma_table_info('", table, "')")));
  for (std::string& column : columns) {
    if (column != "state") continue;
    column = absl::StrCat("iif(state = 'RUNNING' AND attempt_id IN (", dead, "), 'LOST?', state) AS state");
  }
  return database->Execute(
      absl::StrCat("CREATE TEMP VIEW ", table, " AS SELECT ", absl::StrJoin(columns, ", "), " FROM main.", table));
}

}  // namespace

absl::StatusOr<std::vector<RunningAttempt>> RunningAttempts(Database* database) {
  Statement query = database->Prepare(
      "SELECT p.attempt_id, c.host, c.boot_id, c.pid_namespace, c.runner_pid, c.runner_start, c.worker_pid, "
      "c.worker_start, c.beat_ms "
      "FROM attempt p LEFT JOIN claim c USING(attempt_id) WHERE p.state = 'RUNNING'");
  std::vector<RunningAttempt> attempts;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return attempts;
    RunningAttempt attempt;
    attempt.attempt_id = query.Int(0);
    attempt.claimed = !query.IsNull(1);
    attempt.runner = {query.Text(1), query.Text(2), query.Text(3), query.Int(4), query.Int(5)};
    attempt.worker = {query.Text(1), query.Text(2), query.Text(3), query.Int(6), query.Int(7)};
    attempt.beat_ms = query.Int(8);
    attempts.push_back(std::move(attempt));
  }
}

bool IsGone(const RunningAttempt& attempt) {
  if (!attempt.claimed) return true;
  switch (CheckProcess(attempt.runner)) {
    case Liveness::kAlive:
      return false;
    case Liveness::kDead:
      return true;
    case Liveness::kUnknown:
      return WallMilliseconds() - attempt.beat_ms > kSilenceMilliseconds;
  }
  return false;
}

absl::StatusOr<std::vector<RunningAttempt>> AttemptsOfDeadRunners(Database* database) {
  ASSIGN_OR_RETURN(const std::vector<RunningAttempt> running, RunningAttempts(database));
  std::vector<RunningAttempt> dead;
  for (const RunningAttempt& attempt : running) {
    if (IsGone(attempt)) dead.push_back(attempt);
  }
  return dead;
}

absl::StatusOr<int> ShowDeadRunners(Database* database) {
  ASSIGN_OR_RETURN(const std::vector<RunningAttempt> attempts, AttemptsOfDeadRunners(database));
  if (attempts.empty()) return 0;
  const std::string dead = absl::StrJoin(attempts, ", ", [](std::string* out, const RunningAttempt& attempt) {
    absl::StrAppend(out, attempt.attempt_id);
  });
  // A stored view sees the tables of its own file, so each gets a temporary twin, which sees the temporary ones first.
  ASSIGN_OR_RETURN(const std::vector<std::string> views,
                   Texts(database, "SELECT sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid"));
  RETURN_IF_ERROR(CorrectStates(database, "attempt", dead));
  RETURN_IF_ERROR(CorrectStates(database, "trial", dead));
  for (const std::string& view : views) {
    RETURN_IF_ERROR(database->Execute(absl::StrReplaceAll(view, {{"CREATE VIEW ", "CREATE TEMP VIEW "}})));
  }
  return static_cast<int>(attempts.size());
}

}  // namespace ceteris
