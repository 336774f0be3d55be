// What copying and reversing have in common: everything but the target of a source.
#pragma once

#include <memory>
#include <vector>

#include "data/pipeline/sequence_pairs.h"
#include "data/pipeline/task.h"
#include "data/task.pb.h"

namespace ceteris {

class SequenceTask : public Task {
 public:
  TaskShape shape() const override;
  std::vector<EvaluationMetric> metrics() const override { return {EvaluationMetric::kExactMatch}; }
  int64_t start_token() const override;
  int64_t end_token() const override;
  std::unique_ptr<BatchSource> TrainingBatches(uint64_t seed_key, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> ValidationBatches(int32_t length_multiple, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> TestBatches(int32_t length_multiple, int64_t batch_size) const override;

 protected:
  SequenceTask(const config::RandomSequences& config, WriteTarget write) : config_(config), write_(write) {}

 private:
  std::unique_ptr<BatchSource> EvaluationBatches(Split split, int32_t length_multiple, int64_t batch_size) const;

  config::RandomSequences config_;
  WriteTarget write_;
};

}  // namespace ceteris
