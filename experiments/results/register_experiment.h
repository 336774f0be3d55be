// Storing a question before it is answered: the experiment, its arms, and which trial answers for each cell.
//
// The same spec under the same conditions is the same revision, whichever and however many of its seeds are asked for;
// anything else is a new one, and nothing is ever overwritten. A trial that another experiment has asked for is linked,
// not made again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/database.h"

namespace ceteris {

struct ArmRecord {
  std::string name;
  bool baseline = false;
  std::string fingerprint;
  std::string config_textproto;                             // fully resolved
  std::vector<std::pair<std::string, std::string>> fields;  // path, value as text; numbers are stored as numbers
};

struct CellRecord {
  int arm = 0;  // index into arms
  uint64_t seed = 0;
  int replicate = 0;
  std::string identity;  // of its trial; "" where the cell is planned but not asked for
  std::string data_digest;
};

struct ExperimentRecord {
  std::string name, question, hypothesis, primary_metric;
  bool maximize = false;
  double equivalence_margin = 0;
  int num_seeds = 0;
  std::string spec_sha256, spec_textproto;
  // What the spec does not say but results depend on, for people: "cpu float32, 1 thread, LibTorch 2.11.0, data
  // 1f0c9a5be2d4".
  std::string conditions;
  std::vector<ArmRecord> arms;
  std::vector<CellRecord> cells;
};

struct RegisteredExperiment {
  int64_t experiment_id = 0;
  int revision = 0;
  bool is_new = false;
  std::vector<int64_t> trial_ids;  // of record.cells; 0 where not asked for
};

// One transaction. INVALID_ARGUMENT: a seed above 2^63 - 1, two arms of one name, no or two baselines.
absl::StatusOr<RegisteredExperiment> RegisterExperiment(Database* database, const ExperimentRecord& record);

}  // namespace ceteris
