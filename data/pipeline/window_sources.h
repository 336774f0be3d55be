// Batches of windows of a long text: random ones to train on, given ones to evaluate.
//
// A window of seq_len + 1 tokens makes one row: inputs are its first seq_len tokens, targets its last seq_len.
// Positions and may_attend stay undefined: 0 .. seq_len - 1, and everything (beside causality).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "core/batch/batch_source.h"
#include "data/tasks/token_array.h"
#include "data/tasks/tokenized_text.h"

namespace ceteris {

// The tokens of a split; keeps all of `text` alive.
std::shared_ptr<const TokenArray> TokensOf(std::shared_ptr<const TokenizedText> text, Split split);

// One row per window: inputs and targets [begins.size(), seq_len] int64 on the CPU.
Batch CutWindows(const TokenArray& tokens, absl::Span<const int64_t> begins, int64_t seq_len);

// Row r of batch k begins at a uniform token of those where a whole window fits:
// UniformBelow(CounterHash(CounterHash(key, k), r)).
class TrainingWindows final : public BatchSource {
 public:
  // Throws c10::Error where no window fits into `tokens`, or batch_size < 1.
  TrainingWindows(std::shared_ptr<const TokenArray> tokens, int64_t seq_len, uint64_t stream_key, int64_t batch_size);

  Batch Get(int64_t index) const override;
  int64_t size() const override { return kEndless; }

 private:
  std::shared_ptr<const TokenArray> tokens_;
  int64_t seq_len_;
  uint64_t stream_key_;
  int64_t batch_size_;
};

// The windows at `begins` in their order, `rows` to a batch.
class EvaluationWindows final : public BatchSource {
 public:
  // Throws c10::Error where rows < 1.
  EvaluationWindows(std::shared_ptr<const TokenArray> tokens, int64_t seq_len, std::vector<int64_t> begins,
                    int64_t rows);

  Batch Get(int64_t index) const override;
  int64_t size() const override;

 private:
  std::shared_ptr<const TokenArray> tokens_;
  int64_t seq_len_;
  std::vector<int64_t> begins_;
  int64_t rows_;
};

}  // namespace ceteris
