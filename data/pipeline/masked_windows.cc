#include "data/pipeline/masked_windows.h"

#include <utility>

#include "data/tasks/mask_rule.h"

namespace ceteris {

MaskedWindows::MaskedWindows(std::unique_ptr<BatchSource> windows, const config::MaskedLanguageModel& config,
                             int64_t text_vocab_size, RowKey row_key)
    : windows_(std::move(windows)), config_(config), text_vocab_size_(text_vocab_size), row_key_(std::move(row_key)) {}

Batch MaskedWindows::Get(int64_t index) const {
  Batch batch = windows_->Get(index);
  batch.targets.fill_(kIgnoredTarget);
  const int64_t rows = batch.inputs.size(0), seq_len = batch.inputs.size(1);
  int64_t* inputs = batch.inputs.mutable_data_ptr<int64_t>();
  int64_t* targets = batch.targets.mutable_data_ptr<int64_t>();
  for (int64_t row = 0; row < rows; ++row, inputs += seq_len, targets += seq_len) {
    for (const MaskedToken& masked : DrawMasks(config_, text_vocab_size_, row_key_(index, row))) {
      targets[masked.index] = inputs[masked.index];
      if (!masked.keeps) inputs[masked.index] = masked.token;
    }
  }
  batch.num_targets = rows * NumMasked(config_);
  return batch;
}

}  // namespace ceteris
