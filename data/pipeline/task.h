// What a model is trained on and judged by: batches, and what an evaluation reports. A variant is a file:
// language_model.h, masked_language_model.h, copy_sequences.h, reverse_sequences.h, digits.h.
//
// Example:  ASSIGN_OR_RETURN(std::unique_ptr<Task> task, BuildTask(trial.task()));   // task_factory.h
//           auto batches = task->TrainingBatches(SeedKey(seed, replicate), trial.training().batch_size());
//           for (const int32_t multiple : task->evaluation_lengths()) Evaluate(*task->ValidationBatches(multiple, 16));
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/batch/batch_source.h"
#include "core/batch/task_shape.h"
#include "data/evaluation_metrics.h"
#include "data/tokenizers/tokenizer.h"

namespace ceteris {

// Immutable, hence thread-safe. A batch source stays good after its task is gone.
class Task {
 public:
  virtual ~Task() = default;

  // The sizes that a model of this task is built for. Of tokens and images, one is there.
  virtual TaskShape shape() const = 0;
  int64_t vocab_size() const { return shape().vocab_size; }
  // Tokens in a training sequence; 0: images.
  int64_t seq_len() const { return shape().seq_len; }
  // nullptr where nobody could read the tokens: made-up symbols, images.
  virtual const Tokenizer* tokenizer() const { return nullptr; }

  // What an evaluation reports beside the loss.
  virtual std::vector<EvaluationMetric> metrics() const = 0;
  // With EvaluationMetric::kExactMatch: what decoding begins with and where it ends; Batch::targets end in it too.
  virtual int64_t start_token() const { return -1; }
  virtual int64_t end_token() const { return -1; }

  // Endless. Batch k depends on (seed_key, k) alone, and its first n rows do not depend on batch_size: a batch of 8 is
  // the first half of the batch of 16. batch_size >= 1.
  virtual std::unique_ptr<BatchSource> TrainingBatches(uint64_t seed_key, int64_t batch_size) const = 0;

  // The multiples of seq_len at which this task is evaluated, rising from 1.
  virtual std::vector<int32_t> evaluation_lengths() const { return {1}; }

  // Held-out sequences of length_multiple * seq_len tokens, one of evaluation_lengths() (else c10::Error). All lengths
  // predict the same tokens, each once; num_targets adds up to the same. A batch holds about batch_size * seq_len
  // tokens at any length: batch_size / length_multiple rows, at least one; the last batch may have fewer. What they
  // hold in all does not depend on batch_size, nor on any seed.
  virtual std::unique_ptr<BatchSource> ValidationBatches(int32_t length_multiple, int64_t batch_size) const = 0;

  // The same of the test split: for one last number, never for a choice. May be empty where the split is short.
  virtual std::unique_ptr<BatchSource> TestBatches(int32_t length_multiple, int64_t batch_size) const = 0;
};

}  // namespace ceteris
