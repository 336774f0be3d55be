#include "data/pipeline/sequence_pairs.h"

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <algorithm>

#include "core/base/counter_hash.h"
#include "data/sequence_tokens.h"
#include "data/sequences/random_sequence.h"

namespace ceteris {

Batch PairRows(const std::vector<std::vector<int32_t>>& sources, WriteTarget write, int64_t max_len) {
  const auto rows = static_cast<int64_t>(sources.size());
  Batch batch;
  batch.source = at::full({rows, max_len}, kPaddingToken, at::kLong);
  batch.source_may_attend = at::zeros({rows, 1, 1, max_len}, at::kBool);
  batch.inputs = at::full({rows, max_len + 1}, kPaddingToken, at::kLong);
  batch.targets = at::full({rows, max_len + 1}, kIgnoredTarget, at::kLong);
  for (int64_t row = 0; row < rows; ++row) {
    const std::vector<int32_t>& source = sources[static_cast<size_t>(row)];
    const std::vector<int32_t> target = write(source);
    const auto len = static_cast<int64_t>(source.size());
    TORCH_CHECK(len <= max_len && target.size() == source.size(), "a source of ", len, " symbols and a target of ",
                target.size(), ", at most ", max_len);
    std::copy(source.begin(), source.end(), batch.source.mutable_data_ptr<int64_t>() + row * max_len);
    std::fill_n(batch.source_may_attend.mutable_data_ptr<bool>() + row * max_len, len, true);
    int64_t* inputs = batch.inputs.mutable_data_ptr<int64_t>() + row * (max_len + 1);
    int64_t* targets = batch.targets.mutable_data_ptr<int64_t>() + row * (max_len + 1);
    inputs[0] = kStartToken;
    std::copy(target.begin(), target.end(), inputs + 1);
    std::copy(target.begin(), target.end(), targets);
    targets[len] = kEndToken;
    batch.num_targets += len + 1;
  }
  return batch;
}

TrainingPairs::TrainingPairs(const config::RandomSequences& config, WriteTarget write, uint64_t stream_key,
                             int64_t batch_size)
    : config_(config), write_(write), stream_key_(stream_key), batch_size_(batch_size) {
  TORCH_CHECK(batch_size >= 1, "a batch of ", batch_size, " sequences");
}

Batch TrainingPairs::Get(int64_t index) const {
  TORCH_CHECK(index >= 0, "batch ", index);
  // A key per batch, a counter per row: a row does not know how many others there are.
  const uint64_t batch_key = CounterHash(stream_key_, static_cast<uint64_t>(index));
  std::vector<std::vector<int32_t>> sources(static_cast<size_t>(batch_size_));
  for (size_t row = 0; row < sources.size(); ++row) {
    sources[row] = RandomSequence(config_, Split::kTrain, CounterHash(batch_key, row));
  }
  return PairRows(sources, write_, config_.max_len());
}

EvaluationPairs::EvaluationPairs(const config::RandomSequences& config, WriteTarget write, Split split, int64_t rows)
    : config_(config), write_(write), split_(split), rows_(rows) {
  TORCH_CHECK(rows >= 1, "a batch of ", rows, " sequences");
}

int64_t EvaluationPairs::size() const { return (config_.num_validation_sequences() + rows_ - 1) / rows_; }

Batch EvaluationPairs::Get(int64_t index) const {
  TORCH_CHECK(index >= 0 && index < size(), "batch ", index, " of ", size());
  const uint64_t stream_key = StreamKey(static_cast<uint64_t>(split_), "data.evaluation_sequences");
  const int64_t begin = index * rows_;
  const int64_t end = std::min<int64_t>(begin + rows_, config_.num_validation_sequences());
  std::vector<std::vector<int32_t>> sources;
  for (int64_t row = begin; row < end; ++row) {
    sources.push_back(RandomSequence(config_, split_, CounterHash(stream_key, static_cast<uint64_t>(row))));
  }
  return PairRows(sources, write_, config_.max_len());
}

}  // namespace ceteris
