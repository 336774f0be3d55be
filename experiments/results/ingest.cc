#include "experiments/results/ingest.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/results/journal_reader.h"
#include "experiments/results/trial_folder.h"
#include "experiments/results/trial_queue.h"

namespace ceteris {

// Where an attempt's journal was left.
struct Ingester::Position {
  int64_t attempt_id, number;
  std::string identity, path, error;
  int64_t offset;
  uint64_t sequence;
};

namespace {

TrialState StateOf(journal::Footer::Outcome outcome) {
  switch (outcome) {
    case journal::Footer::SUCCEEDED:
      return TrialState::kSucceeded;
    case journal::Footer::DIVERGED:
      return TrialState::kDiverged;
    case journal::Footer::FAILED:
      return TrialState::kFailed;
    case journal::Footer::CANCELLED:
      return TrialState::kCancelled;
  }
  return TrialState::kFailed;
}

int NonfiniteCode(double value) {
  if (std::isnan(value)) return 1;
  if (std::isinf(value)) return value > 0 ? 2 : 3;
  return 0;
}

constexpr char kInsertPoint[] =
    "INSERT INTO metric_point(attempt_id, metric_id, step, value, nonfinite, wall_ms) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING";

// ?1 attempt, ?2 metric, ?3 1 where the value is not finite, ?4 step, ?5 value or NULL. Two-argument min and max are
// NULL where one argument is, hence coalesce.
constexpr char kUpdateSummary[] =
    "INSERT INTO metric_summary(attempt_id, metric_id, num_points, num_nonfinite, last_step, last_value, min_value, "
    "min_step, "
    "max_value, max_step) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5, iif(?5 IS NULL, NULL, ?4), ?5, iif(?5 IS NULL, NULL, ?4)) "
    "ON CONFLICT DO UPDATE SET num_points = num_points + 1, num_nonfinite = num_nonfinite + ?3, "
    "last_value = iif(?4 >= last_step, ?5, last_value), last_step = max(last_step, ?4), "
    "min_step = iif(?5 < coalesce(min_value, 9e999), ?4, min_step), "
    "min_value = min(coalesce(min_value, ?5), coalesce(?5, min_value)), "
    "max_step = iif(?5 > coalesce(max_value, -9e999), ?4, max_step), "
    "max_value = max(coalesce(max_value, ?5), coalesce(?5, max_value))";

absl::StatusOr<int64_t> CodeId(Database* database, const journal::Environment& environment) {
  Statement insert = database->Prepare(
      "INSERT INTO code(executable_sha256, git_revision, git_dirty, compiler, libtorch) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET git_dirty = excluded.git_dirty RETURNING code_id");
  insert.Bind(environment.executable_sha256()).Bind(environment.git_revision()).Bind(environment.git_dirty() ? 1 : 0);
  ASSIGN_OR_RETURN(const bool row, insert.Bind(environment.compiler()).Bind(environment.libtorch()).Step());
  const int64_t code_id = row ? insert.Int(0) : 0;
  RETURN_IF_ERROR(insert.Run());
  return code_id;
}

absl::StatusOr<int64_t> HostId(Database* database, const journal::Environment& environment) {
  Statement insert = database->Prepare(
      "INSERT INTO host(name, boot_id, cpu) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cpu = excluded.cpu RETURNING "
      "host_id");
  ASSIGN_OR_RETURN(const bool row,
                   insert.Bind(environment.host()).Bind(environment.boot_id()).Bind(environment.cpu()).Step());
  const int64_t host_id = row ? insert.Int(0) : 0;
  RETURN_IF_ERROR(insert.Run());
  return host_id;
}

}  // namespace

Ingester::Ingester(Database* database)
    : database_(database),
      insert_point_(database->Prepare(kInsertPoint)),
      update_summary_(database->Prepare(kUpdateSummary)) {}

absl::StatusOr<std::vector<IngestedAttempt>> Ingester::Ingest(const std::vector<int64_t>& attempt_ids) {
  metric_ids_.clear();  // ids of a transaction that was rolled back do not exist
  std::vector<IngestedAttempt> attempts;
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database_));
  for (const int64_t attempt_id : attempt_ids) {
    ASSIGN_OR_RETURN(IngestedAttempt attempt, IngestOne(attempt_id));
    attempts.push_back(std::move(attempt));
  }
  RETURN_IF_ERROR(transaction.Commit());
  return attempts;
}

absl::StatusOr<IngestedAttempt> Ingester::IngestOne(int64_t attempt_id) {
  Statement find = database_->Prepare(
      "SELECT p.number, t.identity, p.journal_path, p.journal_error, "
      "p.journal_offset, "
      "p.journal_records, p.state, p.reason FROM attempt p JOIN trial t USING(trial_id) WHERE p.attempt_id = ?");
  ASSIGN_OR_RETURN(const bool found, find.Bind(attempt_id).Step());
  if (!found) return absl::NotFoundError(absl::StrCat(database_->path(), ": there is no attempt ", attempt_id));
  Position position{attempt_id,
                    find.Int(0),
                    find.Text(1),
                    find.Text(2),
                    find.Text(3),
                    find.Int(4),
                    static_cast<uint64_t>(find.Int(5))};
  IngestedAttempt attempt;
  attempt.attempt_id = attempt_id;
  attempt.state = TrialStateFromName(find.Text(6));
  attempt.reason = find.Text(7);
  attempt.journal_error = position.error;
  attempt.train_loss = std::numeric_limits<double>::quiet_NaN();
  if (!position.error.empty()) return attempt;

  const std::string path = absl::StrCat(FolderOf(database_->path()), "/", position.path);
  absl::StatusOr<JournalReader> reader = JournalReader::Open(path, position.offset, position.sequence);
  if (absl::IsNotFound(reader.status())) return attempt;
  absl::Status status = reader.status();
  journal::Record record;
  while (status.ok()) {
    const absl::StatusOr<bool> next = reader->Next(&record);
    status = next.status();
    if (!status.ok() || !*next) break;
    status = Apply(record, position, &attempt);
    ++attempt.num_records;
  }
  // Damage is noted; anything else (a full disk) rolls the whole reading back.
  if (absl::IsDataLoss(status)) attempt.journal_error = std::string(status.message());
  if (!status.ok() && !absl::IsDataLoss(status)) return status;
  if (attempt.num_records == 0 && attempt.journal_error.empty()) return attempt;
  Statement update = database_->Prepare(
      "UPDATE attempt SET journal_offset = ?, journal_records = ?, journal_error = ? WHERE attempt_id = ?");
  update.Bind(reader.ok() ? reader->offset() : position.offset);
  update.Bind(static_cast<int64_t>(reader.ok() ? reader->sequence() : position.sequence));
  RETURN_IF_ERROR(update.Bind(attempt.journal_error).Bind(attempt_id).Run());
  return attempt;
}

absl::Status Ingester::Apply(const journal::Record& record, const Position& position, IngestedAttempt* attempt) {
  attempt->wall_ms = record.wall_ms();
  switch (record.kind_case()) {
    case journal::Record::kHeader:
      return ApplyHeader(record, position);
    case journal::Record::kMetrics:
      return ApplyMetrics(record, position, attempt);
    case journal::Record::kUndefined:
      return ApplyUndefined(record.undefined(), position);
    case journal::Record::kArtifact:
      return ApplyArtifact(record.artifact(), position);
    case journal::Record::kFooter:
      return ApplyFooter(record, position, attempt);
    case journal::Record::KIND_NOT_SET:
      return absl::OkStatus();  // of a newer writer: nothing this reader could show
  }
  return absl::OkStatus();
}

absl::Status Ingester::ApplyHeader(const journal::Record& record, const Position& position) {
  const journal::Header& header = record.header();
  if (header.trial_identity() != position.identity || header.attempt() != position.number) {
    return absl::DataLossError(absl::StrCat(position.path, ": is the journal of attempt ", header.attempt(),
                                            " of trial ", header.trial_identity(), ", not of ", position.number, " of ",
                                            position.identity));
  }
  const journal::Environment& environment = header.environment();
  ASSIGN_OR_RETURN(const int64_t code_id, CodeId(database_, environment));
  ASSIGN_OR_RETURN(const int64_t host_id, HostId(database_, environment));
  Statement update = database_->Prepare(
      "UPDATE attempt SET started_ms = ?, code_id = ?, host_id = ?, device_kind = ?, device_name = ?, dtype = ?, "
      "num_threads = ?, num_parameters = ?, "
      "flops_per_token = ?, attention_kernel = ? WHERE attempt_id = ?");
  update.Bind(record.wall_ms())
      .Bind(code_id)
      .Bind(host_id)
      .Bind(environment.device_kind())
      .Bind(environment.device_name())
      .Bind(environment.dtype());
  update.Bind(environment.num_threads()).Bind(header.num_parameters()).Bind(header.flops_per_token());
  return update.Bind(header.attention_kernel()).Bind(position.attempt_id).Run();
}

absl::StatusOr<int64_t> Ingester::MetricId(const std::string& name) {
  const auto known = metric_ids_.find(name);
  if (known != metric_ids_.end()) return known->second;
  Statement insert = database_->Prepare(
      "INSERT INTO metric(name) VALUES (?) ON CONFLICT DO UPDATE SET name = excluded.name RETURNING metric_id");
  ASSIGN_OR_RETURN(const bool row, insert.Bind(name).Step());
  const int64_t metric_id = row ? insert.Int(0) : 0;
  RETURN_IF_ERROR(insert.Run());
  metric_ids_[name] = metric_id;
  return metric_id;
}

absl::Status Ingester::ApplyMetrics(const journal::Record& record, const Position& position, IngestedAttempt* attempt) {
  attempt->step = record.metrics().step();
  for (const journal::Metrics::Value& value : record.metrics().value()) {
    if (value.name() == "train/loss") attempt->train_loss = value.value();
    ASSIGN_OR_RETURN(const int64_t metric_id, MetricId(value.name()));
    RETURN_IF_ERROR(InsertPoint(position, metric_id, record, value.value()));
  }
  return absl::OkStatus();
}

absl::Status Ingester::InsertPoint(const Position& position, int64_t metric_id, const journal::Record& record,
                                   double value) {
  const int code = NonfiniteCode(value);
  insert_point_.Bind(position.attempt_id).Bind(metric_id).Bind(record.metrics().step()).Bind(value).Bind(code);
  RETURN_IF_ERROR(insert_point_.Bind(record.wall_ms()).Run());
  if (database_->num_changes() == 0) return absl::OkStatus();  // two values at one step: the first stays
  update_summary_.Bind(position.attempt_id).Bind(metric_id).Bind(code == 0 ? 0 : 1).Bind(record.metrics().step());
  return update_summary_.Bind(value).Run();
}

absl::Status Ingester::ApplyUndefined(const journal::Undefined& undefined, const Position& position) {
  ASSIGN_OR_RETURN(const int64_t metric_id, MetricId(undefined.name()));
  Statement insert = database_->Prepare("INSERT INTO undefined_metric VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  return insert.Bind(position.attempt_id).Bind(metric_id).Bind(undefined.reason()).Run();
}

absl::Status Ingester::ApplyArtifact(const journal::Artifact& artifact, const Position& position) {
  Statement insert = database_->Prepare("INSERT INTO artifact VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  insert.Bind(position.attempt_id).Bind(artifact.kind()).Bind(artifact.path()).Bind(artifact.sha256());
  return insert.Bind(artifact.num_bytes()).Run();
}

absl::Status Ingester::ApplyFooter(const journal::Record& record, const Position& position, IngestedAttempt* attempt) {
  const journal::Footer& footer = record.footer();
  attempt->state = StateOf(footer.outcome());
  attempt->reason = footer.reason();
  Statement update = database_->Prepare(
      "UPDATE attempt SET state = ?, reason = ?, ended_ms = ?, num_steps = ?, num_tokens = ?, startup_seconds = ?, "
      "train_seconds = ?, "
      "evaluate_seconds = ?, journal_seconds = ?, peak_bytes = ? WHERE attempt_id = ?");
  update.Bind(TrialStateName(attempt->state)).Bind(footer.reason()).Bind(record.wall_ms());
  update.Bind(footer.num_steps()).Bind(footer.num_tokens()).Bind(footer.startup_seconds()).Bind(footer.train_seconds());
  update.Bind(footer.evaluate_seconds())
      .Bind(footer.journal_seconds())
      .Bind(footer.peak_bytes())
      .Bind(position.attempt_id);
  RETURN_IF_ERROR(update.Run());
  Statement claim = database_->Prepare("UPDATE claim SET ended_ms = ? WHERE attempt_id = ? AND ended_ms IS NULL");
  RETURN_IF_ERROR(claim.Bind(record.wall_ms()).Bind(position.attempt_id).Run());
  return CountAttempt(database_, position.attempt_id, attempt->state, footer.reason());
}

}  // namespace ceteris
