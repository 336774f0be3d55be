// Masked language modelling: predict the tokens that were hidden, from both sides.
//
// Devlin et al. 2018 (BERT), arXiv:1810.04805, section 3.1, Task 1; data/tasks/mask_rule.h says which tokens and what
// stands in their place. The windows are those of LanguageModel with equal seed and seq_len, less their last token, so
// a causal and a masked arm read the same text in the same order. The mask token is the last of the vocabulary.
//
// Deviation: no second segment and no next-sentence prediction, which Liu et al. 2019 (RoBERTa), arXiv:1907.11692,
// found to add nothing.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "data/pipeline/task.h"
#include "data/task.pb.h"
#include "data/tasks/tokenized_text.h"

namespace ceteris {

class MaskedLanguageModel final : public Task {
 public:
  MaskedLanguageModel(const config::MaskedLanguageModel& config, TokenizedText text);

  TaskShape shape() const override;
  // Knows every token but the mask.
  const Tokenizer* tokenizer() const override { return text_->tokenizer.get(); }
  std::vector<EvaluationMetric> metrics() const override { return {EvaluationMetric::kAccuracy}; }
  std::unique_ptr<BatchSource> TrainingBatches(uint64_t seed_key, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> ValidationBatches(int32_t length_multiple, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> TestBatches(int32_t length_multiple, int64_t batch_size) const override;

 private:
  std::unique_ptr<BatchSource> EvaluationBatches(Split split, int32_t length_multiple, int64_t batch_size) const;

  config::MaskedLanguageModel config_;
  std::shared_ptr<const TokenizedText> text_;
};

// Errors begin with `masked_language_model.`.
absl::StatusOr<std::unique_ptr<Task>> BuildMaskedLanguageModel(const config::MaskedLanguageModel& config);

}  // namespace ceteris
