#include "data/evaluation_load.h"

#include <algorithm>

#include "data/declared_shape.h"
#include "data/evaluation_lengths.h"

namespace ceteris {
namespace {

// Whole spans of `span` tokens.
int64_t NumTokens(int64_t num_asked, int64_t span, int64_t num_valid) {
  const int64_t num_there = num_valid > 0 ? std::min(num_asked, num_valid) : num_asked;
  return num_there / span * span;
}

std::vector<EvaluationLoad> LoadsOfLanguageModel(const config::LanguageModel& config, int64_t num_valid) {
  const int64_t num_tokens = NumTokens(config.num_validation_tokens(), EvaluationSpan(config), num_valid);
  std::vector<EvaluationLoad> loads;
  for (const int32_t multiple : EvaluationLengths(config)) {
    const int64_t seq_len = int64_t{multiple} * config.seq_len();
    loads.push_back({num_tokens / seq_len, seq_len, /*after_last_step=*/multiple > 1});
  }
  return loads;
}

// Greedy decoding runs the decoder once per token over a cache and the encoder once: about another forward pass.
std::vector<EvaluationLoad> LoadsOfPairs(const config::Task& task, const config::RandomSequences& sequences) {
  return {{2 * int64_t{sequences.num_validation_sequences()}, DeclaredShape(task).seq_len, false}};
}

}  // namespace

std::vector<EvaluationLoad> EvaluationLoads(const config::Task& task, int64_t num_valid) {
  switch (task.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      return LoadsOfLanguageModel(task.language_model(), num_valid);
    case config::Task::kMaskedLanguageModel: {
      const config::MaskedLanguageModel& config = task.masked_language_model();
      const int64_t seq_len = config.seq_len();
      return {{NumTokens(config.num_validation_tokens(), seq_len, num_valid) / seq_len, seq_len, false}};
    }
    case config::Task::kCopySequences:
      return LoadsOfPairs(task, task.copy_sequences().sequences());
    case config::Task::kReverseSequences:
      return LoadsOfPairs(task, task.reverse_sequences().sequences());
    case config::Task::kDigits:
      return {{num_valid, 0, false}, {2 * num_valid, 0, true}};  // the test split is twice the validation split
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return {};
}

}  // namespace ceteris
