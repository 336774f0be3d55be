// Causal language modelling: predict every token from those before it.
//
// Radford et al. 2018 (GPT-1), eq. (1): maximise sum_i log P(u_i | u_{i-k}, ..., u_{i-1}), k = seq_len. A sequence is a
// window of seq_len + 1 tokens: inputs are all but the last, targets all but the first.
//
// Training windows begin anywhere in the training text, uniformly and with replacement (window_sources.h): there are no
// epochs, and batch k is a pure function of the seed and k.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "data/pipeline/task.h"
#include "data/task.pb.h"
#include "data/tasks/tokenized_text.h"

namespace ceteris {

class LanguageModel final : public Task {
 public:
  LanguageModel(const config::LanguageModel& config, TokenizedText text);

  TaskShape shape() const override;
  const Tokenizer* tokenizer() const override { return text_->tokenizer.get(); }
  std::vector<EvaluationMetric> metrics() const override { return {}; }
  std::unique_ptr<BatchSource> TrainingBatches(uint64_t seed_key, int64_t batch_size) const override;
  std::vector<int32_t> evaluation_lengths() const override { return evaluation_lengths_; }
  std::unique_ptr<BatchSource> ValidationBatches(int32_t length_multiple, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> TestBatches(int32_t length_multiple, int64_t batch_size) const override;

 private:
  std::unique_ptr<BatchSource> EvaluationBatches(Split split, int32_t length_multiple, int64_t batch_size) const;

  config::LanguageModel config_;
  std::vector<int32_t> evaluation_lengths_;
  std::shared_ptr<const TokenizedText> text_;
};

// Errors begin with `language_model.`.
absl::StatusOr<std::unique_ptr<Task>> BuildLanguageModel(const config::LanguageModel& config);

}  // namespace ceteris
