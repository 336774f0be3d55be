#include "experiments/results/register_experiment.h"

#include <limits>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

absl::Status Validate(const ExperimentRecord& record) {
  std::set<std::string> names;
  int num_baselines = 0;
  for (const ArmRecord& arm : record.arms) {
    if (!names.insert(arm.name).second)
      return absl::InvalidArgumentError(absl::StrCat("arm: \"", arm.name, "\" occurs twice"));
    num_baselines += arm.baseline ? 1 : 0;
  }
  if (num_baselines != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("arm: ", num_baselines, " arms are the baseline; exactly one must be"));
  }
  for (const CellRecord& cell : record.cells) {
    if (cell.seed > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return absl::InvalidArgumentError(absl::StrCat("seeds: ", cell.seed, " is too large; use at most 2^63 - 1"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FindExperiment(Database* database, const ExperimentRecord& record) {
  Statement find =
      database->Prepare("SELECT experiment_id FROM experiment WHERE name = ? AND spec_sha256 = ? AND conditions = ?");
  ASSIGN_OR_RETURN(const bool found, find.Bind(record.name).Bind(record.spec_sha256).Bind(record.conditions).Step());
  return found ? find.Int(0) : 0;
}

absl::StatusOr<int64_t> InsertExperiment(Database* database, const ExperimentRecord& record) {
  Statement insert = database->Prepare(
      "INSERT INTO experiment(name, revision, spec_sha256, spec_textproto, conditions, question, hypothesis, "
      "primary_metric, goal, "
      "equivalence_margin, num_seeds, created_ms, asked_ms) "
      "SELECT ?1, coalesce(max(revision), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11 FROM experiment WHERE "
      "name = ?1");
  insert.Bind(record.name)
      .Bind(record.spec_sha256)
      .Bind(record.spec_textproto)
      .Bind(record.conditions)
      .Bind(record.question);
  insert.Bind(record.hypothesis).Bind(record.primary_metric).Bind(record.maximize ? "MAXIMIZE" : "MINIMIZE");
  insert.Bind(record.equivalence_margin).Bind(record.num_seeds).Bind(WallMilliseconds());
  RETURN_IF_ERROR(insert.Run());
  return database->last_insert_id();
}

absl::Status InsertArmFields(Database* database, int64_t arm_id, const ArmRecord& arm) {
  Statement insert = database->Prepare("INSERT INTO arm_field(arm_id, path, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value");
  for (const auto& [path, value] : arm.fields) {
    insert.Bind(arm_id).Bind(path);
    int64_t integer;
    double real;
    if (absl::SimpleAtoi(value, &integer)) {
      insert.Bind(integer);
    } else if (absl::SimpleAtod(value, &real)) {
      insert.Bind(real);
    } else {
      insert.Bind(value);
    }
    RETURN_IF_ERROR(insert.Run());
  }
  return absl::OkStatus();
}

absl::Status InsertArms(Database* database, int64_t experiment_id, const ExperimentRecord& record) {
  Statement insert = database->Prepare(
      "INSERT INTO arm(experiment_id, position, name, is_baseline, fingerprint, config_textproto) VALUES (?, ?, ?, ?, "
      "?, ?)");
  for (size_t i = 0; i < record.arms.size(); ++i) {
    const ArmRecord& arm = record.arms[i];
    insert.Bind(experiment_id).Bind(static_cast<int64_t>(i)).Bind(arm.name).Bind(arm.baseline ? 1 : 0);
    RETURN_IF_ERROR(insert.Bind(arm.fingerprint).Bind(arm.config_textproto).Run());
    RETURN_IF_ERROR(InsertArmFields(database, database->last_insert_id(), arm));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FindOrInsertTrial(Database* database, const ArmRecord& arm, const CellRecord& cell) {
  Statement find = database->Prepare("SELECT trial_id FROM trial WHERE identity = ?");
  ASSIGN_OR_RETURN(const bool found, find.Bind(cell.identity).Step());
  if (found) return find.Int(0);
  Statement dataset = database->Prepare("INSERT INTO dataset(digest) VALUES (?) ON CONFLICT DO NOTHING");
  RETURN_IF_ERROR(dataset.Bind(cell.data_digest).Run());
  Statement insert = database->Prepare(
      "INSERT INTO trial(identity, fingerprint, seed, replicate, config_textproto, dataset_id) "
      "SELECT ?, ?, ?, ?, ?, dataset_id FROM dataset WHERE digest = ?");
  insert.Bind(cell.identity).Bind(arm.fingerprint).Bind(static_cast<int64_t>(cell.seed)).Bind(cell.replicate);
  RETURN_IF_ERROR(insert.Bind(arm.config_textproto).Bind(cell.data_digest).Run());
  return database->last_insert_id();
}

absl::Status LinkCells(Database* database, const ExperimentRecord& record, RegisteredExperiment* registered) {
  // Asking for fewer seeds later takes no trial away from a cell.
  Statement link = database->Prepare(
      "INSERT INTO cell(arm_id, seed, replicate, trial_id) SELECT arm_id, ?, ?, ? FROM arm WHERE experiment_id = ? AND "
      "position = ? "
      "ON CONFLICT DO UPDATE SET trial_id = coalesce(excluded.trial_id, trial_id)");
  for (const CellRecord& cell : record.cells) {
    int64_t trial_id = 0;
    if (!cell.identity.empty()) {
      ASSIGN_OR_RETURN(trial_id, FindOrInsertTrial(database, record.arms[cell.arm], cell));
    }
    registered->trial_ids.push_back(trial_id);
    link.Bind(static_cast<int64_t>(cell.seed)).Bind(cell.replicate);
    trial_id == 0 ? link.BindNull() : link.Bind(trial_id);
    RETURN_IF_ERROR(link.Bind(registered->experiment_id).Bind(cell.arm).Run());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RegisteredExperiment> RegisterExperiment(Database* database, const ExperimentRecord& record) {
  RETURN_IF_ERROR(Validate(record));
  RegisteredExperiment registered;
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  ASSIGN_OR_RETURN(registered.experiment_id, FindExperiment(database, record));
  registered.is_new = registered.experiment_id == 0;
  if (registered.is_new) {
    ASSIGN_OR_RETURN(registered.experiment_id, InsertExperiment(database, record));
    RETURN_IF_ERROR(InsertArms(database, registered.experiment_id, record));
  }
  RETURN_IF_ERROR(LinkCells(database, record, &registered));
  // Later than every other revision, also within the same millisecond and when the clock was set back.
  Statement asked = database->Prepare(
      "UPDATE experiment SET asked_ms = max(?1, (SELECT max(asked_ms) FROM experiment WHERE name = ?2) + 1) WHERE "
      "experiment_id = ?3 "
      "RETURNING revision");
  ASSIGN_OR_RETURN(const bool found,
                   asked.Bind(WallMilliseconds()).Bind(record.name).Bind(registered.experiment_id).Step());
  if (found) registered.revision = static_cast<int>(asked.Int(0));
  RETURN_IF_ERROR(asked.Run());
  RETURN_IF_ERROR(transaction.Commit());
  return registered;
}

}  // namespace ceteris
