// How much one evaluation reads: what a forecast needs to know of it.
#pragma once

#include <cstdint>
#include <vector>

#include "data/task.pb.h"

namespace ceteris {

// Sequences or images that go through the model.
struct EvaluationLoad {
  int64_t num_rows = 0;
  int64_t seq_len = 0;           // 0: images
  bool after_last_step = false;  // once per trial; else at every evaluation
};

// num_valid: tokens or images of the whole validation split (DataSummary); 0: as many as the task asks for. Digits have
// as many as they have, so 0 means none there.
std::vector<EvaluationLoad> EvaluationLoads(const config::Task& task, int64_t num_valid);

}  // namespace ceteris
