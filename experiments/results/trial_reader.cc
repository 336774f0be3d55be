#include "experiments/results/trial_reader.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

absl::StatusOr<int64_t> TrialId(Database* database, absl::string_view trial) {
  Statement query = database->Prepare("SELECT trial_id, identity FROM trial WHERE trial_id = ?");
  int64_t number = 0;
  // "12345678" may be a number or the beginning of an identity; ids stay far below.
  if (absl::SimpleAtoi(trial, &number)) {
    ASSIGN_OR_RETURN(const bool found, query.Bind(number).Step());
    if (found) return number;
  }
  Statement by_identity = database->Prepare("SELECT trial_id FROM trial WHERE substr(identity, 1, ?) = ? LIMIT 2");
  std::vector<int64_t> found;
  if (trial.size() >= 4) {
    by_identity.Bind(static_cast<int64_t>(trial.size())).Bind(absl::AsciiStrToLower(trial));
    while (true) {
      ASSIGN_OR_RETURN(const bool row, by_identity.Step());
      if (!row) break;
      found.push_back(by_identity.Int(0));
    }
  }
  if (found.size() == 1) return found[0];
  if (found.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("trial: several trials begin with \"", trial, "\"; give more digits"));
  }
  return absl::NotFoundError(
      absl::StrCat(database->path(), ": there is no trial \"", trial,
                   "\"; give its number or at least 4 digits of its identity, as `ceteris explain` shows them"));
}

absl::Status ReadTrial(Database* database, StoredTrial* trial) {
  Statement query = database->Prepare(
      "SELECT t.identity, t.fingerprint, t.config_textproto, d.digest, t.seed, t.replicate, t.state, t.reason, "
      "p.num_parameters, "
      "p.flops_per_token, p.attention_kernel, p.number FROM trial t LEFT JOIN dataset d USING(dataset_id) LEFT JOIN "
      "attempt p "
      "USING(attempt_id) "
      "WHERE t.trial_id = ?");
  RETURN_IF_ERROR(query.Bind(trial->trial_id).Step().status());
  trial->identity = query.Text(0);
  trial->fingerprint = query.Text(1);
  trial->config_textproto = query.Text(2);
  trial->data_digest = query.Text(3);
  trial->seed = static_cast<uint64_t>(query.Int(4));
  trial->replicate = static_cast<int>(query.Int(5));
  trial->state = TrialStateFromName(query.Text(6));
  trial->reason = query.Text(7);
  trial->num_parameters = query.Int(8);
  trial->flops_per_token = query.Real(9);
  trial->attention_kernel = query.Text(10);
  trial->attempt_number = static_cast<int>(query.Int(11));
  return absl::OkStatus();
}

absl::Status ReadAttempts(Database* database, StoredTrial* trial) {
  Statement query = database->Prepare(
      "SELECT p.number, p.state, p.reason, p.journal_path, p.journal_error, p.started_ms, p.ended_ms, p.num_steps, "
      "p.num_tokens, "
      "p.peak_bytes, p.startup_seconds, p.train_seconds, p.evaluate_seconds, p.journal_seconds, k.executable_sha256, "
      "k.git_revision, "
      "k.compiler, k.libtorch, k.git_dirty, h.name, h.cpu, p.device_kind, p.device_name, p.dtype, p.num_threads FROM "
      "attempt p "
      "LEFT JOIN code k USING(code_id) LEFT JOIN host h USING(host_id) WHERE p.trial_id = ? ORDER BY p.number");
  query.Bind(trial->trial_id);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    const Provenance made_by{query.Text(14),     query.Text(15), query.Text(16),     query.Text(17),
                             query.Int(18) == 1, query.Text(19), query.Text(20),     query.Text(21),
                             query.Text(22),     query.Text(23), trial->data_digest, static_cast<int>(query.Int(24)),
                             /*num_trials=*/1};
    trial->attempts.push_back({static_cast<int>(query.Int(0)), TrialStateFromName(query.Text(1)), query.Text(2),
                               query.Text(3), query.Text(4), query.Int(5), query.Int(6), query.Int(7), query.Int(8),
                               query.Int(9), query.Real(10), query.Real(11), query.Real(12), query.Real(13), made_by});
  }
}

absl::Status ReadMetrics(Database* database, StoredTrial* trial) {
  Statement query = database->Prepare(
      "SELECT m.name, s.num_points, s.num_nonfinite, s.last_step, s.last_value, s.min_value, s.max_value, s.min_step, "
      "s.max_step, '' "
      "FROM trial t JOIN metric_summary s USING(attempt_id) JOIN metric m USING(metric_id) WHERE t.trial_id = ?1 "
      "UNION ALL SELECT m.name, 0, 0, 0, NULL, NULL, NULL, 0, 0, u.reason "
      "FROM trial t JOIN undefined_metric u USING(attempt_id) JOIN metric m USING(metric_id) WHERE t.trial_id = ?1 "
      "ORDER BY 1");
  query.Bind(trial->trial_id);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    trial->metrics.push_back({query.Text(0), query.Int(1), query.Int(2), query.Int(3), query.OptionalReal(4),
                              query.OptionalReal(5), query.OptionalReal(6), query.Int(7), query.Int(8), query.Text(9)});
  }
}

absl::Status ReadArtifactsAndUses(Database* database, StoredTrial* trial) {
  Statement artifacts = database->Prepare(
      "SELECT a.kind, a.path, a.sha256, a.num_bytes FROM trial t JOIN artifact a USING(attempt_id) WHERE t.trial_id = "
      "? ORDER BY a.path");
  artifacts.Bind(trial->trial_id);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, artifacts.Step());
    if (!row) break;
    trial->artifacts.push_back({artifacts.Text(0), artifacts.Text(1), artifacts.Text(2), artifacts.Int(3)});
  }
  Statement uses = database->Prepare(
      "SELECT experiment, revision, arm FROM v_cells_all WHERE trial_id = ? ORDER BY experiment, revision, position");
  uses.Bind(trial->trial_id);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, uses.Step());
    if (!row) return absl::OkStatus();
    trial->uses.push_back({uses.Text(0), static_cast<int>(uses.Int(1)), uses.Text(2)});
  }
}

}  // namespace

const StoredAttempt* StoredTrial::counting_attempt() const {
  for (const StoredAttempt& attempt : attempts) {
    if (attempt.number == attempt_number) return &attempt;
  }
  return nullptr;
}

absl::StatusOr<StoredTrial> FindTrial(ResultsReader* reader, absl::string_view name) {
  Database* database = reader->database();
  StoredTrial trial;
  ASSIGN_OR_RETURN(trial.trial_id, TrialId(database, name));
  RETURN_IF_ERROR(ReadTrial(database, &trial));
  RETURN_IF_ERROR(ReadAttempts(database, &trial));
  RETURN_IF_ERROR(ReadMetrics(database, &trial));
  RETURN_IF_ERROR(ReadArtifactsAndUses(database, &trial));
  return trial;
}

}  // namespace ceteris
