// Everything that is known of one trial: for `show`, `explain`, `generate`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/results/reader.h"

namespace ceteris {

struct StoredAttempt {
  int number = 0;
  TrialState state = TrialState::kRunning;
  std::string reason, journal_path, journal_error;
  int64_t started_ms = 0, ended_ms = 0;
  int64_t num_steps = 0, num_tokens = 0, peak_bytes = 0;
  double startup_seconds = 0, train_seconds = 0, evaluate_seconds = 0, journal_seconds = 0;
  Provenance made_by;  // num_trials is 1
};

struct StoredMetric {
  std::string name;
  int64_t num_points = 0, num_nonfinite = 0, last_step = 0;
  absl::optional<double> last, lowest, highest;  // nullopt where not finite
  int64_t lowest_step = 0, highest_step = 0;
  std::string undefined_reason;
};

struct StoredArtifact {
  std::string kind, path /* relative to the folder of the database */, sha256;
  int64_t num_bytes = 0;
};

// A place in which the trial answers: the same trial may serve several experiments.
struct StoredUse {
  std::string experiment;
  int revision = 0;
  std::string arm;
};

struct StoredTrial {
  int64_t trial_id = 0;
  std::string identity, fingerprint, config_textproto, data_digest;
  uint64_t seed = 0;
  int replicate = 0;
  TrialState state = TrialState::kQueued;
  std::string reason;
  int64_t num_parameters = 0;
  double flops_per_token = 0;
  std::string attention_kernel;
  std::vector<StoredAttempt> attempts;    // by number
  int attempt_number = 0;                 // of the one that counts: the latest with a result, else the latest; 0: none
  std::vector<StoredMetric> metrics;      // of that attempt, by name
  std::vector<StoredArtifact> artifacts;  // of that attempt
  std::vector<StoredUse> uses;

  const StoredAttempt* counting_attempt() const;  // null before the first
};

// `trial` is a number (trial_id) or the beginning of an identity, of at least 4 digits. NOT_FOUND; INVALID_ARGUMENT
// where several identities begin so.
absl::StatusOr<StoredTrial> FindTrial(ResultsReader* reader, absl::string_view trial);

}  // namespace ceteris
