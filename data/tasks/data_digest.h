// What a plan must know of the data before anything runs: does it load, how much is it, and which bytes are they.
//
// Example:  ASSIGN_OR_RETURN(DataSummary data, SummarizeData(trial.task()));
//           data.digest is part of the trial's identity.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "core/batch/task_shape.h"
#include "data/task.pb.h"

namespace ceteris {

struct DataSummary {
  // SHA-256, 64 hexadecimal digits. Of a text: of the split rule, the window rule, the vocabulary and the token ids of
  // every split; of images: of the split rule, pixels and classes; of made-up sequences: of the rule that makes them.
  // Equal digests and equal configurations mean equal batches; the path of a file, its line ends and its byte order
  // mark do not matter.
  std::string digest;
  std::string name;       // "king_james", the file's name without its folder, "digits", "random sequences"
  std::string unit;       // what is counted: "tokens", "images", "sequences"
  int64_t num_train = 0;  // 0: made as they are asked for, without an end
  int64_t num_valid = 0;  // of the whole split; an evaluation of a text reads num_validation_tokens of them
  int64_t num_test = 0;
  TaskShape shape;
};

// `task` has passed ValidateTask() and ResolveTaskPaths(). Errors begin with the path of a field,
// `task.language_model.seq_len: ...`. Reads and tokenises the whole corpus: 25 ms for King James, so ask once per
// distinct task.
absl::StatusOr<DataSummary> SummarizeData(const config::Task& task);

}  // namespace ceteris
