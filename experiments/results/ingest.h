// Journals into tables. What is read of a journal, and how far it was read, are committed in one transaction: a crash
// between the two is impossible, and reading again changes nothing.
//
//   Ingester ingester(database);
//   ASSIGN_OR_RETURN(const std::vector<IngestedAttempt> now, ingester.Ingest({attempt_id, ...}));   // every second, or
//   at the end
//
// A record that is not whole is left for the next time. A damaged record ends the reading of that journal for good:
// attempt. journal_error names the byte, and what was read before it stays.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/database.h"
#include "experiments/results/journal.pb.h"
#include "experiments/results/trial_state.h"

namespace ceteris {

// An attempt after its journal was read, with what a progress line shows.
struct IngestedAttempt {
  int64_t attempt_id = 0;
  TrialState state = TrialState::kRunning;  // from the footer, where there is one
  std::string reason;
  std::string journal_error;
  int64_t step = 0;       // of the newest record of this reading; 0 where it brought none
  int64_t wall_ms = 0;    // when it was written
  double train_loss = 0;  // newest "train/loss" of this reading; NaN where it brought none
  int num_records = 0;    // that this reading brought
};

class Ingester {
 public:
  explicit Ingester(Database* database);

  // New whole records of the journals of these attempts, in one transaction. A journal that does not exist yet is an
  // empty one.
  absl::StatusOr<std::vector<IngestedAttempt>> Ingest(const std::vector<int64_t>& attempt_ids);

 private:
  struct Position;
  absl::StatusOr<IngestedAttempt> IngestOne(int64_t attempt_id);
  absl::Status Apply(const journal::Record& record, const Position& position, IngestedAttempt* attempt);
  absl::Status ApplyHeader(const journal::Record& record, const Position& position);
  absl::Status ApplyMetrics(const journal::Record& record, const Position& position, IngestedAttempt* attempt);
  absl::Status ApplyUndefined(const journal::Undefined& undefined, const Position& position);
  absl::Status ApplyArtifact(const journal::Artifact& artifact, const Position& position);
  absl::Status ApplyFooter(const journal::Record& record, const Position& position, IngestedAttempt* attempt);
  absl::Status InsertPoint(const Position& position, int64_t metric_id, const journal::Record& record, double value);
  absl::StatusOr<int64_t> MetricId(const std::string& name);

  Database* const database_;
  std::unordered_map<std::string, int64_t> metric_ids_;
  Statement insert_point_, update_summary_;  // prepared once: two per logged value
};

}  // namespace ceteris
