// All that tables, plots and pages are made from: one experiment with its arms, its trials and their numbers, as plain
// values.
//
// load_report.h fills it from a database; tests fill it by hand. Nothing here computes.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ceteris {

enum class Goal { kMinimize, kMaximize };

// kMissing: planned, not run yet, running, lost or cancelled.
enum class CellState { kSucceeded, kDiverged, kFailed, kMissing };

struct MetricValue {
  std::string metric;  // "valid/loss", "valid/loss@x2"
  // At the last step; NaN where it is undefined.
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string undefined_reason;  // "positions end at 128", when undefined
};

struct CurvePoint {
  int64_t step = 0;
  double value = 0;  // may be NaN or infinite
};

struct Curve {
  std::string metric;
  std::vector<CurvePoint> points;  // steps ascend
};

// One trial in its place: an arm on a seed.
struct ReportCell {
  uint64_t seed = 0;
  int replicate = 0;  // 0; 1, 2, ... are extra runs of the baseline
  CellState state = CellState::kMissing;
  std::string reason;  // why it diverged or failed
  std::string trial;   // identity of the trial, hex
  std::vector<MetricValue> finals;
  std::vector<Curve> curves;
  int64_t num_tokens = 0;
  double elapsed_seconds = 0;
};

struct ConfigDifference {
  std::string path, baseline_value, value;
};

struct ReportArm {
  std::string name;
  bool baseline = false;
  int64_t num_parameters = 0;  // 0: not known yet
  double flops_per_token = 0;  // training: forward and backward; 0: not known yet
  std::string attention_kernel;
  std::vector<ConfigDifference> differences;  // from the baseline
  std::vector<ReportCell> cells;
};

// Trials that ran in one numeric environment.
struct ProvenanceRow {
  std::string executable_sha256, git_revision;
  bool git_dirty = false;
  std::string host, cpu, device_kind, device_name, dtype, libtorch, compiler, data_digest;
  int num_threads = 0;
  int num_trials = 0;
};

struct ExperimentReport {
  std::string name;
  int revision = 1;
  std::string question, hypothesis;
  std::string metric = "valid/loss";  // the primary one
  std::string unit;                   // "nats per character"; may be empty
  Goal goal = Goal::kMinimize;
  double equivalence_margin = 0;  // 0: none was asked for
  std::vector<uint64_t> seeds;    // planned
  int replicates = 0;             // planned
  int64_t num_steps = 0;          // of every arm; 0 where they differ
  std::vector<ReportArm> arms;    // in the order of the spec; one is the baseline
  std::vector<ProvenanceRow> provenance;
  std::vector<std::string> drift_warnings;  // "2 executables", ...
};

}  // namespace ceteris
