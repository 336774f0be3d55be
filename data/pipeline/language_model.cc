#include "data/pipeline/language_model.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

#include "core/base/counter_hash.h"
#include "core/base/status_macros.h"
#include "data/evaluation_lengths.h"
#include "data/pipeline/window_sources.h"
#include "data/tasks/evaluation_spans.h"

namespace ceteris {

LanguageModel::LanguageModel(const config::LanguageModel& config, TokenizedText text)
    : config_(config),
      evaluation_lengths_(EvaluationLengths(config)),
      text_(std::make_shared<const TokenizedText>(std::move(text))) {}

TaskShape LanguageModel::shape() const {
  TaskShape shape;
  shape.vocab_size = text_->tokenizer->vocab_size();
  shape.seq_len = config_.seq_len();
  return shape;
}

std::unique_ptr<BatchSource> LanguageModel::TrainingBatches(uint64_t seed_key, int64_t batch_size) const {
  return std::make_unique<TrainingWindows>(TokensOf(text_, Split::kTrain), seq_len(),
                                           StreamKey(seed_key, "data.training_windows"), batch_size);
}

std::unique_ptr<BatchSource> LanguageModel::ValidationBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kValidation, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> LanguageModel::TestBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kTest, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> LanguageModel::EvaluationBatches(Split split, int32_t length_multiple,
                                                              int64_t batch_size) const {
  TORCH_CHECK(std::count(evaluation_lengths_.begin(), evaluation_lengths_.end(), length_multiple) == 1,
              "this task is not evaluated at ", length_multiple, " times its training length");
  const int64_t span = EvaluationSpan(config_);
  const int64_t window = length_multiple * seq_len();
  std::vector<int64_t> begins;  // of windows: each span is cut into span / window of them
  for (const int64_t begin : EvaluationSpans(text_->tokens(split).size(), span, config_.num_validation_tokens())) {
    for (int64_t offset = 0; offset < span; offset += window) begins.push_back(begin + offset);
  }
  const int64_t rows = std::max<int64_t>(1, batch_size / length_multiple);
  return std::make_unique<EvaluationWindows>(TokensOf(text_, split), window, std::move(begins), rows);
}

absl::StatusOr<std::unique_ptr<Task>> BuildLanguageModel(const config::LanguageModel& config) {
  ASSIGN_OR_RETURN(TokenizedText text, LoadTokenizedText(config));
  return std::make_unique<LanguageModel>(config, std::move(text));
}

}  // namespace ceteris
