#include "experiments/results/reader.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/results/dead_runners.h"
#include "experiments/results/open_database.h"

namespace ceteris {
namespace {

// A stored value and its code (schema.sql, metric_point.nonfinite).
double Value(const Statement& query, int value_column, int code_column) {
  switch (query.Int(code_column)) {
    case 0:
      return query.Real(value_column);
    case 2:
      return std::numeric_limits<double>::infinity();
    case 3:
      return -std::numeric_limits<double>::infinity();
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

// Calls `use` for each row.
template <typename Use>
absl::Status ForEachRow(Statement* query, Use use) {
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query->Step());
    if (!row) return absl::OkStatus();
    use(*query);
  }
}

constexpr char kExperiments[] =
    "SELECT e.experiment_id, e.name, e.revision, e.question, e.hypothesis, e.primary_metric, e.spec_textproto, "
    "e.spec_sha256, "
    "e.conditions, e.goal, e.equivalence_margin, e.num_seeds, e.created_ms, "
    "coalesce((SELECT name FROM arm a WHERE a.experiment_id = e.experiment_id AND is_baseline = 1), ''), "
    "(SELECT count(*) FROM arm a WHERE a.experiment_id = e.experiment_id), count(v.arm_id), "
    "count(iif(v.state = 'SUCCEEDED', 1, NULL)), count(iif(v.state = 'DIVERGED', 1, NULL)), "
    "count(iif(v.state = 'FAILED', 1, NULL)), count(iif(v.state = 'RUNNING', 1, NULL)), coalesce(max(v.is_latest), 0) "
    "FROM experiment e LEFT JOIN v_cells_all v USING(experiment_id) GROUP BY e.experiment_id ORDER BY e.name, "
    "e.revision";

StoredExperiment ExperimentOfRow(const Statement& row) {
  StoredExperiment experiment;
  experiment.experiment_id = row.Int(0);
  experiment.name = row.Text(1);
  experiment.revision = static_cast<int>(row.Int(2));
  experiment.question = row.Text(3);
  experiment.hypothesis = row.Text(4);
  experiment.primary_metric = row.Text(5);
  experiment.spec_textproto = row.Text(6);
  experiment.spec_sha256 = row.Text(7);
  experiment.conditions = row.Text(8);
  experiment.maximize = row.Text(9) == "MAXIMIZE";
  experiment.equivalence_margin = row.Real(10);
  experiment.num_seeds = static_cast<int>(row.Int(11));
  experiment.created_ms = row.Int(12);
  experiment.baseline = row.Text(13);
  experiment.num_arms = static_cast<int>(row.Int(14));
  experiment.num_cells = static_cast<int>(row.Int(15));
  experiment.num_succeeded = static_cast<int>(row.Int(16));
  experiment.num_diverged = static_cast<int>(row.Int(17));
  experiment.num_failed = static_cast<int>(row.Int(18));
  experiment.num_running = static_cast<int>(row.Int(19));
  experiment.is_latest = row.Int(20) == 1;
  return experiment;
}

}  // namespace

absl::StatusOr<ResultsReader> ResultsReader::Open(const std::string& path) {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database, OpenForReading(path));
  RETURN_IF_ERROR(ShowDeadRunners(database.get()).status());
  return ResultsReader(std::move(database));
}

absl::StatusOr<std::vector<StoredExperiment>> ResultsReader::Experiments(bool all_revisions) {
  Statement query = database_->Prepare(kExperiments);
  std::vector<StoredExperiment> experiments;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    StoredExperiment experiment = ExperimentOfRow(row);
    if (all_revisions || experiment.is_latest) experiments.push_back(std::move(experiment));
  }));
  return experiments;
}

absl::StatusOr<StoredExperiment> ResultsReader::FindExperiment(absl::string_view name, int revision) {
  ASSIGN_OR_RETURN(const std::vector<StoredExperiment> experiments, Experiments(/*all_revisions=*/true));
  std::vector<std::string> names, revisions;
  for (const StoredExperiment& experiment : experiments) {
    if (experiment.is_latest) names.push_back(experiment.name);
    if (experiment.name != name) continue;
    if (revision == 0 ? experiment.is_latest : experiment.revision == revision) return experiment;
    revisions.push_back(absl::StrCat(experiment.revision));
  }
  if (!revisions.empty()) {
    return absl::NotFoundError(absl::StrCat(database_->path(), ": experiment \"", name, "\" has no revision ", revision,
                                            "; use ", absl::StrJoin(revisions, ", ")));
  }
  const std::string known =
      names.empty() ? "there is none yet" : absl::StrCat("there are ", absl::StrJoin(names, ", "));
  return absl::NotFoundError(
      absl::StrCat(database_->path(), ": there is no experiment \"", name, "\"; ", known, DidYouMean(name, names)));
}

absl::StatusOr<std::vector<StoredArm>> ResultsReader::Arms(int64_t experiment_id) {
  Statement query = database_->Prepare(
      "SELECT a.arm_id, a.name, a.is_baseline, a.fingerprint, a.config_textproto, max(p.num_parameters), "
      "max(p.flops_per_token), "
      "max(p.attention_kernel) FROM arm a LEFT JOIN cell c USING(arm_id) LEFT JOIN trial t USING(trial_id) "
      "LEFT JOIN attempt p USING(attempt_id) WHERE a.experiment_id = ? GROUP BY a.arm_id ORDER BY a.position");
  query.Bind(experiment_id);
  std::vector<StoredArm> arms;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    arms.push_back(
        {row.Int(0), row.Text(1), row.Int(2) == 1, row.Text(3), row.Text(4), row.Int(5), row.Real(6), row.Text(7)});
  }));
  return arms;
}

absl::StatusOr<std::vector<StoredCell>> ResultsReader::Cells(int64_t experiment_id) {
  Statement query = database_->Prepare(
      "SELECT v.arm_id, v.arm, v.seed, v.replicate, v.state, v.reason, v.trial_id, v.identity, p.num_steps, "
      "p.num_tokens, "
      "p.train_seconds, p.evaluate_seconds, p.peak_bytes FROM v_cells_all v LEFT JOIN attempt p USING(attempt_id) "
      "WHERE v.experiment_id = ? ORDER BY v.position, v.replicate, v.seed");
  query.Bind(experiment_id);
  std::vector<StoredCell> cells;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    cells.push_back({row.Int(0), row.Text(1), static_cast<uint64_t>(row.Int(2)), static_cast<int>(row.Int(3)),
                     TrialStateFromName(row.Text(4)), row.Text(5), row.Int(6), row.Text(7), row.Int(8), row.Int(9),
                     row.Real(10), row.Real(11), row.Int(12)});
  }));
  return cells;
}

absl::StatusOr<std::vector<std::string>> ResultsReader::MetricNames(int64_t experiment_id) {
  Statement query = database_->Prepare(
      "SELECT DISTINCT m.name FROM v_cells_all v JOIN metric_summary s USING(attempt_id) JOIN metric m "
      "USING(metric_id) "
      "WHERE v.experiment_id = ?1 UNION SELECT DISTINCT m.name FROM v_cells_all v JOIN undefined_metric u "
      "USING(attempt_id) "
      "JOIN metric m USING(metric_id) WHERE v.experiment_id = ?1 ORDER BY 1");
  query.Bind(experiment_id);
  std::vector<std::string> names;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) { names.push_back(row.Text(0)); }));
  return names;
}

absl::StatusOr<std::vector<FinalMetric>> ResultsReader::Finals(int64_t experiment_id) {
  Statement query = database_->Prepare(
      "SELECT v.position, v.arm_id, v.seed, v.replicate, m.name, s.last_step, p.value, p.nonfinite, '' "
      "FROM v_cells_all v JOIN metric_summary s USING(attempt_id) JOIN metric m USING(metric_id) "
      "JOIN metric_point p ON p.attempt_id = s.attempt_id AND p.metric_id = s.metric_id AND p.step = s.last_step "
      "WHERE v.experiment_id = ?1 AND v.state IN ('SUCCEEDED', 'DIVERGED') "
      "UNION ALL SELECT v.position, v.arm_id, v.seed, v.replicate, m.name, 0, NULL, 1, u.reason "
      "FROM v_cells_all v JOIN undefined_metric u USING(attempt_id) JOIN metric m USING(metric_id) "
      "WHERE v.experiment_id = ?1 AND v.state IN ('SUCCEEDED', 'DIVERGED') ORDER BY 1, 4, 3, 5");
  query.Bind(experiment_id);
  std::vector<FinalMetric> finals;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    finals.push_back({row.Int(1), static_cast<uint64_t>(row.Int(2)), static_cast<int>(row.Int(3)), row.Text(4),
                      row.Int(5), Value(row, 6, 7), row.Text(8)});
  }));
  return finals;
}

absl::StatusOr<std::vector<StoredCurve>> ResultsReader::Curves(int64_t experiment_id, absl::string_view metric) {
  Statement query = database_->Prepare(
      "SELECT v.arm_id, v.seed, v.replicate, p.step, p.value, p.nonfinite FROM v_cells_all v "
      "JOIN metric m ON m.name = ?2 JOIN metric_point p ON p.attempt_id = v.attempt_id AND p.metric_id = m.metric_id "
      "WHERE v.experiment_id = ?1 ORDER BY v.position, v.replicate, v.seed, p.step");
  query.Bind(experiment_id).Bind(metric);
  std::vector<StoredCurve> curves;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    const uint64_t seed = static_cast<uint64_t>(row.Int(1));
    const int replicate = static_cast<int>(row.Int(2));
    if (curves.empty() || curves.back().arm_id != row.Int(0) || curves.back().seed != seed ||
        curves.back().replicate != replicate) {
      curves.push_back({row.Int(0), seed, replicate, {}});
    }
    curves.back().points.push_back({row.Int(3), Value(row, 4, 5)});
  }));
  return curves;
}

absl::StatusOr<std::vector<AggregatedCurve>> ResultsReader::AggregatedCurves(int64_t experiment_id,
                                                                             absl::string_view metric) {
  Statement query = database_->Prepare(
      "SELECT arm_id, arm, step, count(value), count(*) - count(value), avg(value), min(value), max(value), "
      "CASE WHEN count(value) > 1 THEN sum((value - mean) * (value - mean)) / (count(value) - 1) ELSE 0 END FROM "
      "(SELECT v.position, v.arm_id, v.arm, p.step, p.value, avg(p.value) OVER (PARTITION BY v.arm_id, p.step) AS mean "
      "FROM v_cells_all v JOIN metric m ON m.name = ?2 JOIN metric_point p ON p.attempt_id = v.attempt_id AND "
      "p.metric_id = m.metric_id "
      "WHERE v.experiment_id = ?1 AND v.replicate = 0) GROUP BY position, step ORDER BY position, step");
  query.Bind(experiment_id).Bind(metric);
  std::vector<AggregatedCurve> curves;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    if (curves.empty() || curves.back().arm_id != row.Int(0)) curves.push_back({row.Int(0), row.Text(1), {}});
    curves.back().points.push_back({row.Int(2), static_cast<int>(row.Int(3)), static_cast<int>(row.Int(4)), row.Real(5),
                                    row.Real(6), row.Real(7), row.Real(8)});
  }));
  return curves;
}

absl::StatusOr<std::vector<Provenance>> ResultsReader::ProvenanceRows(int64_t experiment_id) {
  Statement query = database_->Prepare(
      "SELECT k.executable_sha256, k.git_revision, k.compiler, k.libtorch, k.git_dirty, h.name, h.cpu, p.device_kind, "
      "p.device_name, "
      "p.dtype, d.digest, p.num_threads, count(DISTINCT v.trial_id) FROM v_cells_all v JOIN attempt p "
      "USING(attempt_id) "
      "LEFT JOIN code k USING(code_id) LEFT JOIN host h USING(host_id) LEFT JOIN dataset d USING(dataset_id) "
      "WHERE v.experiment_id = ? AND v.state = 'SUCCEEDED' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ORDER BY 13 "
      "DESC, 1");
  query.Bind(experiment_id);
  std::vector<Provenance> rows;
  RETURN_IF_ERROR(ForEachRow(&query, [&](const Statement& row) {
    rows.push_back({row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Int(4) == 1, row.Text(5), row.Text(6),
                    row.Text(7), row.Text(8), row.Text(9), row.Text(10), static_cast<int>(row.Int(11)),
                    static_cast<int>(row.Int(12))});
  }));
  return rows;
}

}  // namespace ceteris
