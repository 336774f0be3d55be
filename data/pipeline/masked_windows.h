// Windows of a text with some of their tokens hidden: inputs have them replaced, targets are those tokens alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/batch/batch_source.h"
#include "data/task.pb.h"

namespace ceteris {

class MaskedWindows final : public BatchSource {
 public:
  // The key of the masks of a row: of batch `batch`, its row number `row`.
  using RowKey = std::function<uint64_t(int64_t batch, int64_t row)>;

  // windows: batches of inputs [rows, seq_len], whose targets are not looked at. text_vocab_size: without the mask
  // token.
  MaskedWindows(std::unique_ptr<BatchSource> windows, const config::MaskedLanguageModel& config,
                int64_t text_vocab_size, RowKey row_key);

  // Every row has NumMasked(config) targets, kIgnoredTarget elsewhere.
  Batch Get(int64_t index) const override;
  int64_t size() const override { return windows_->size(); }

 private:
  std::unique_ptr<BatchSource> windows_;
  config::MaskedLanguageModel config_;
  int64_t text_vocab_size_;
  RowKey row_key_;
};

}  // namespace ceteris
