// What a plan must know of the data before anything runs: does it load, how much is it, and which bytes are they.
//
// Example:  ASSIGN_OR_RETURN(DataSummary data, SummarizeData(trial.task()));
//           data.digest is part of the trial's identity.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "data/task.pb.h"

namespace ceteris {

struct DataSummary {
  // SHA-256, 64 hexadecimal digits: of the split rule, the window rule, the vocabulary and the token ids of every
  // split. Equal digests mean equal batches; the path of a file, its line ends and its byte order mark do not matter.
  std::string digest;
  int64_t num_train_tokens = 0;
  int64_t num_valid_tokens = 0;  // of the whole split; an evaluation reads num_validation_tokens of them
  int64_t num_test_tokens = 0;
  int64_t vocab_size = 0;
  std::string name;  // "king_james", or the file's name without its folder
};

// `task` has passed ValidateTask() and ResolveTaskPaths(). Errors begin with the path of a field,
// `task.language_model.seq_len: ...`. Reads and tokenises the whole corpus: 25 ms for King James, so ask once per
// distinct task.
absl::StatusOr<DataSummary> SummarizeData(const config::Task& task);

}  // namespace ceteris
