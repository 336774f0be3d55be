// Read-only questions to the results, answered as plain values: what tables, reports and commands are made from.
//
//   ASSIGN_OR_RETURN(ResultsReader reader, ResultsReader::Open("results/ceteris.db"));
//   ASSIGN_OR_RETURN(const StoredExperiment experiment, reader.FindExperiment("positions"));
//   ASSIGN_OR_RETURN(const std::vector<FinalMetric> finals, reader.Finals(experiment.experiment_id));
//
// Each call sees one consistent state and holds no lock afterwards; a runner may be writing meanwhile. Trials in
// detail: trial_reader.h. Any SQL: sql_query.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "experiments/results/database.h"
#include "experiments/results/trial_state.h"

namespace ceteris {

struct StoredExperiment {
  int64_t experiment_id = 0;
  std::string name;
  int revision = 0;
  bool is_latest = false;  // the one asked for last
  std::string question, hypothesis, primary_metric, spec_textproto, spec_sha256, conditions, baseline;
  bool maximize = false;
  double equivalence_margin = 0;
  int num_seeds = 0, num_arms = 0, num_cells = 0;
  int num_succeeded = 0, num_diverged = 0, num_failed = 0,
      num_running = 0;  // cells; the rest was not run, lost or cancelled
  int64_t created_ms = 0;
};

struct StoredArm {
  int64_t arm_id = 0;
  std::string name;
  bool baseline = false;
  std::string fingerprint, config_textproto;
  // Of any of its trials that began; 0 and "" before.
  int64_t num_parameters = 0;
  double flops_per_token = 0;
  std::string attention_kernel;
};

// A cell: an arm on a seed.
struct StoredCell {
  int64_t arm_id = 0;
  std::string arm;
  uint64_t seed = 0;
  int replicate = 0;
  TrialState state = TrialState::kAbsent;
  std::string reason;
  int64_t trial_id = 0;  // 0 where nobody asked for it
  std::string identity;
  int64_t num_steps = 0, num_tokens = 0;
  double train_seconds = 0, evaluate_seconds = 0;
  int64_t peak_bytes = 0;
};

// The last value of a metric of a cell whose trial succeeded or diverged, or why there is none.
struct FinalMetric {
  int64_t arm_id = 0;
  uint64_t seed = 0;
  int replicate = 0;
  std::string metric;
  int64_t step = 0;
  double value = 0;  // NaN where undefined; may be NaN or infinite where the trial diverged
  std::string undefined_reason;
};

struct StoredPoint {
  int64_t step = 0;
  double value = 0;  // may be NaN or infinite
};
struct StoredCurve {
  int64_t arm_id = 0;
  uint64_t seed = 0;
  int replicate = 0;
  std::vector<StoredPoint> points;  // steps ascend
};

// One step of an arm's curve over its seeds (replicates left out).
struct AggregatedPoint {
  int64_t step = 0;
  int num_seeds = 0;  // with a finite value
  int num_nonfinite = 0;
  double mean = 0, lowest = 0, highest = 0;
  double variance = 0;  // sample variance; 0 with one seed
};
struct AggregatedCurve {
  int64_t arm_id = 0;
  std::string arm;
  std::vector<AggregatedPoint> points;
};

// What made the results of an experiment: a row for each combination.
struct Provenance {
  std::string executable_sha256, git_revision, compiler, libtorch;
  bool git_dirty = false;
  std::string host, cpu, device_kind, device_name, dtype, data_digest;
  int num_threads = 0;
  int num_trials = 0;
};

class ResultsReader {
 public:
  // What a dead runner left is shown as LOST?, not as RUNNING (dead_runners.h).
  static absl::StatusOr<ResultsReader> Open(const std::string& path);

  // By name, then revision; the latest revision of each name where all_revisions is false.
  absl::StatusOr<std::vector<StoredExperiment>> Experiments(bool all_revisions);
  // revision 0: the one asked for last. NOT_FOUND with a did-you-mean and the revisions there are.
  absl::StatusOr<StoredExperiment> FindExperiment(absl::string_view name, int revision = 0);

  absl::StatusOr<std::vector<StoredArm>> Arms(int64_t experiment_id);    // in the order of the spec
  absl::StatusOr<std::vector<StoredCell>> Cells(int64_t experiment_id);  // by arm, replicate, seed
  absl::StatusOr<std::vector<std::string>> MetricNames(int64_t experiment_id);
  absl::StatusOr<std::vector<FinalMetric>> Finals(int64_t experiment_id);
  absl::StatusOr<std::vector<StoredCurve>> Curves(int64_t experiment_id, absl::string_view metric);
  absl::StatusOr<std::vector<AggregatedCurve>> AggregatedCurves(int64_t experiment_id, absl::string_view metric);
  absl::StatusOr<std::vector<Provenance>> ProvenanceRows(int64_t experiment_id);  // of cells that succeeded

  Database* database() { return database_.get(); }

 private:
  explicit ResultsReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  std::unique_ptr<Database> database_;
};

}  // namespace ceteris
