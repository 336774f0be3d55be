#include "data/pipeline/window_sources.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

#include "core/base/counter_hash.h"

namespace ceteris {

std::shared_ptr<const TokenArray> TokensOf(std::shared_ptr<const TokenizedText> text, Split split) {
  const TokenArray* tokens = &text->tokens(split);
  return std::shared_ptr<const TokenArray>(std::move(text), tokens);
}

Batch CutWindows(const TokenArray& tokens, absl::Span<const int64_t> begins, int64_t seq_len) {
  const auto num_rows = static_cast<int64_t>(begins.size());
  Batch batch;
  batch.inputs = at::empty({num_rows, seq_len}, at::kLong);
  batch.targets = at::empty({num_rows, seq_len}, at::kLong);
  int64_t* inputs = batch.inputs.data_ptr<int64_t>();
  int64_t* targets = batch.targets.data_ptr<int64_t>();
  for (const int64_t begin : begins) {
    tokens.CopyTo(begin, seq_len, inputs);
    tokens.CopyTo(begin + 1, seq_len, targets);
    inputs += seq_len;
    targets += seq_len;
  }
  batch.num_targets = num_rows * seq_len;
  return batch;
}

TrainingWindows::TrainingWindows(std::shared_ptr<const TokenArray> tokens, int64_t seq_len, uint64_t stream_key,
                                 int64_t batch_size)
    : tokens_(std::move(tokens)), seq_len_(seq_len), stream_key_(stream_key), batch_size_(batch_size) {
  TORCH_CHECK(batch_size >= 1, "a batch of ", batch_size, " sequences");
  TORCH_CHECK(tokens_->size() > seq_len, "no window of ", seq_len + 1, " tokens in a text of ", tokens_->size());
}

Batch TrainingWindows::Get(int64_t index) const {
  TORCH_CHECK(index >= 0, "batch ", index);
  const auto num_begins = static_cast<uint64_t>(tokens_->size() - seq_len_);
  // A key per batch, a counter per row: a row does not know how many others there are.
  const uint64_t batch_key = CounterHash(stream_key_, static_cast<uint64_t>(index));
  std::vector<int64_t> begins(static_cast<size_t>(batch_size_));
  for (size_t row = 0; row < begins.size(); ++row) {
    begins[row] = static_cast<int64_t>(UniformBelow(CounterHash(batch_key, row), num_begins));
  }
  return CutWindows(*tokens_, begins, seq_len_);
}

EvaluationWindows::EvaluationWindows(std::shared_ptr<const TokenArray> tokens, int64_t seq_len,
                                     std::vector<int64_t> begins, int64_t rows)
    : tokens_(std::move(tokens)), seq_len_(seq_len), begins_(std::move(begins)), rows_(rows) {
  TORCH_CHECK(rows >= 1, "a batch of ", rows, " sequences");
}

int64_t EvaluationWindows::size() const { return (static_cast<int64_t>(begins_.size()) + rows_ - 1) / rows_; }

Batch EvaluationWindows::Get(int64_t index) const {
  TORCH_CHECK(index >= 0 && index < size(), "batch ", index, " of ", size());
  // Where `rows_` is more than there are windows, all of them are the first batch.
  const auto rest = absl::MakeConstSpan(begins_).subspan(static_cast<size_t>(index * rows_));
  return CutWindows(*tokens_, rest.subspan(0, std::min(rest.size(), static_cast<size_t>(rows_))), seq_len_);
}

}  // namespace ceteris
