#include "data/pipeline/sequence_task.h"

#include <c10/util/Exception.h>

#include "core/base/counter_hash.h"
#include "data/sequence_tokens.h"

namespace ceteris {

TaskShape SequenceTask::shape() const {
  TaskShape shape;
  shape.vocab_size = config_.vocab_size();
  shape.seq_len = int64_t{config_.max_len()} + 1;
  shape.source_len = config_.max_len();
  return shape;
}

int64_t SequenceTask::start_token() const { return kStartToken; }
int64_t SequenceTask::end_token() const { return kEndToken; }

std::unique_ptr<BatchSource> SequenceTask::TrainingBatches(uint64_t seed_key, int64_t batch_size) const {
  return std::make_unique<TrainingPairs>(config_, write_, StreamKey(seed_key, "data.training_sequences"), batch_size);
}

std::unique_ptr<BatchSource> SequenceTask::ValidationBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kValidation, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> SequenceTask::TestBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kTest, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> SequenceTask::EvaluationBatches(Split split, int32_t length_multiple,
                                                             int64_t batch_size) const {
  TORCH_CHECK(length_multiple == 1, "this task is not evaluated at ", length_multiple, " times its training length");
  return std::make_unique<EvaluationPairs>(config_, write_, split, batch_size);
}

}  // namespace ceteris
