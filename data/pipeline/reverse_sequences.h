// Reversing: the target is the source backwards. Grefenstette et al. 2015, arXiv:1506.02516, section 4.1.
//
// Harder than copying: the place to read moves against the place to write, and where it begins depends on the length,
// which only the mask of the source says.
#pragma once

#include <algorithm>
#include <memory>

#include "data/pipeline/sequence_task.h"
#include "data/task.pb.h"

namespace ceteris {

class ReverseSequences final : public SequenceTask {
 public:
  explicit ReverseSequences(const config::ReverseSequences& config) : SequenceTask(config.sequences(), Write) {}

  static std::vector<int32_t> Write(std::vector<int32_t> source) {
    std::reverse(source.begin(), source.end());
    return source;
  }
};

}  // namespace ceteris
