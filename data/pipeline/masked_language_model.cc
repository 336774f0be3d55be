#include "data/pipeline/masked_language_model.h"

#include <c10/util/Exception.h>

#include <utility>

#include "core/base/counter_hash.h"
#include "core/base/status_macros.h"
#include "data/declared_shape.h"
#include "data/pipeline/masked_windows.h"
#include "data/pipeline/window_sources.h"
#include "data/tasks/evaluation_spans.h"

namespace ceteris {

MaskedLanguageModel::MaskedLanguageModel(const config::MaskedLanguageModel& config, TokenizedText text)
    : config_(config), text_(std::make_shared<const TokenizedText>(std::move(text))) {}

TaskShape MaskedLanguageModel::shape() const {
  TaskShape shape;
  shape.vocab_size = MaskToken(text_->tokenizer->vocab_size()) + 1;
  shape.seq_len = config_.seq_len();
  return shape;
}

std::unique_ptr<BatchSource> MaskedLanguageModel::TrainingBatches(uint64_t seed_key, int64_t batch_size) const {
  auto windows = std::make_unique<TrainingWindows>(TokensOf(text_, Split::kTrain), seq_len(),
                                                   StreamKey(seed_key, "data.training_windows"), batch_size);
  const uint64_t stream = StreamKey(seed_key, "data.masks");
  const auto key = [stream](int64_t batch, int64_t row) {
    return CounterHash(CounterHash(stream, static_cast<uint64_t>(batch)), static_cast<uint64_t>(row));
  };
  return std::make_unique<MaskedWindows>(std::move(windows), config_, text_->tokenizer->vocab_size(), key);
}

std::unique_ptr<BatchSource> MaskedLanguageModel::ValidationBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kValidation, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> MaskedLanguageModel::TestBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kTest, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> MaskedLanguageModel::EvaluationBatches(Split split, int32_t length_multiple,
                                                                    int64_t batch_size) const {
  TORCH_CHECK(length_multiple == 1, "this task is not evaluated at ", length_multiple, " times its training length");
  auto begins = EvaluationSpans(text_->tokens(split).size(), seq_len(), config_.num_validation_tokens());
  auto windows = std::make_unique<EvaluationWindows>(TokensOf(text_, split), seq_len(), std::move(begins), batch_size);
  // A window's masks are its own, whatever batch it comes in and whatever seed the trial has.
  const uint64_t stream = StreamKey(static_cast<uint64_t>(split), "data.evaluation_masks");
  const auto key = [stream, batch_size](int64_t batch, int64_t row) {
    return CounterHash(stream, static_cast<uint64_t>(batch * batch_size + row));
  };
  return std::make_unique<MaskedWindows>(std::move(windows), config_, text_->tokenizer->vocab_size(), key);
}

absl::StatusOr<std::unique_ptr<Task>> BuildMaskedLanguageModel(const config::MaskedLanguageModel& config) {
  ASSIGN_OR_RETURN(TokenizedText text, LoadTokenizedText(config));
  return std::make_unique<MaskedLanguageModel>(config, std::move(text));
}

}  // namespace ceteris
