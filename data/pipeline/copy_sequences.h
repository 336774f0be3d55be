// Copying: the target is the source. Graves et al. 2014 (Neural Turing Machines), arXiv:1410.5401, section 4.1.
//
// A decoder can only do it by attending to the encoder's output place by place. Unlike there, a source is a sequence of
// symbols from a vocabulary, not of random bits.
#pragma once

#include <memory>

#include "data/pipeline/sequence_task.h"
#include "data/task.pb.h"

namespace ceteris {

class CopySequences final : public SequenceTask {
 public:
  explicit CopySequences(const config::CopySequences& config) : SequenceTask(config.sequences(), Write) {}

  static std::vector<int32_t> Write(std::vector<int32_t> source) { return source; }
};

}  // namespace ceteris
