#include "data/validate_task.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"
#include "data/evaluation_lengths.h"
#include "data/sequence_tokens.h"

namespace ceteris {
namespace {

constexpr int32_t kLongestWindow = 1 << 20;
constexpr int32_t kLargestMultiple = 1024;
constexpr int32_t kLongestSequence = 65536;
constexpr int32_t kLargestVocabulary = 1 << 20;
// Of the longest length. With so many, one in 20 of them is held out for each evaluation split.
constexpr int32_t kFewestSequences = 1024;

absl::Status ValidateCorpus(const config::Corpus& corpus, absl::string_view path) {
  switch (corpus.variant_case()) {
    case config::Corpus::kKingJames:
      return absl::OkStatus();
    case config::Corpus::kTextFile: {
      const std::string& file = corpus.text_file().path();
      if (file.empty()) {
        return FieldError(absl::StrCat(path, ".text_file"), "path", "\"\"",
                          "names no file; give the path of a UTF-8 text file");
      }
      if (file.find('\0') != std::string::npos) {
        return FieldError(absl::StrCat(path, ".text_file"), "path", file.c_str(),
                          "goes on behind a NUL byte; no path does");
      }
      return absl::OkStatus();
    }
    case config::Corpus::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, corpus, "variant");
}

absl::Status ValidateTokenizer(const config::Tokenizer& tokenizer, absl::string_view path) {
  switch (tokenizer.variant_case()) {
    case config::Tokenizer::kCharacter:
    case config::Tokenizer::kByte:
      return absl::OkStatus();
    case config::Tokenizer::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, tokenizer, "variant");
}

absl::Status ValidateLengths(const config::LanguageModel& config, absl::string_view path) {
  int32_t previous = 0;
  for (const int32_t length : config.evaluate_at_lengths()) {
    if (previous == 0 && length != 1) {
      return FieldError(path, "evaluate_at_lengths", length, "stands first; the first is 1, the training length");
    }
    if (length <= previous) {
      return FieldError(path, "evaluate_at_lengths", length,
                        absl::StrCat("follows ", previous, "; lengths increase, as in [1, 2, 4]"));
    }
    if (length > kLargestMultiple) {
      return FieldError(path, "evaluate_at_lengths", length,
                        absl::StrCat("is too large; use at most ", kLargestMultiple));
    }
    previous = length;
  }
  return absl::OkStatus();
}

// What tasks on text have in common.
template <typename TextTask>
absl::Status ValidateText(const TextTask& config, absl::string_view path) {
  RETURN_IF_ERROR(ValidateCorpus(config.corpus(), absl::StrCat(path, ".corpus")));
  RETURN_IF_ERROR(ValidateTokenizer(config.tokenizer(), absl::StrCat(path, ".tokenizer")));
  RETURN_IF_ERROR(RequireAtLeast(path, "seq_len", config.seq_len(), 1));
  if (config.seq_len() <= kLongestWindow) return absl::OkStatus();
  return FieldError(path, "seq_len", config.seq_len(), absl::StrCat("is too large; use at most ", kLongestWindow));
}

absl::Status ValidateLanguageModel(const config::LanguageModel& config, absl::string_view path) {
  RETURN_IF_ERROR(ValidateText(config, path));
  RETURN_IF_ERROR(ValidateLengths(config, path));
  const int64_t span = EvaluationSpan(config);
  if (span >= kSpanLimit) {
    return FieldError(path, "evaluate_at_lengths",
                      absl::StrCat("[", absl::StrJoin(config.evaluate_at_lengths(), ", "), "]"),
                      absl::StrCat("times seq_len ", config.seq_len(),
                                   " share no span under 2^31 tokens; use multiples of each "
                                   "other, as in [1, 2, 4]"));
  }
  if (config.num_validation_tokens() < span) {
    return FieldError(
        path, "num_validation_tokens", config.num_validation_tokens(),
        absl::StrCat("is less than one window of every length of evaluate_at_lengths; use ", span, " or more"));
  }
  return absl::OkStatus();
}

// NaN is in no range.
absl::Status RequireShare(absl::string_view path, absl::string_view field, double value, double most) {
  if (value >= 0 && value <= most) return absl::OkStatus();
  return FieldError(path, field, value, absl::StrCat("is out of range; use 0 to ", most));
}

absl::Status ValidateMaskedLanguageModel(const config::MaskedLanguageModel& config, absl::string_view path) {
  RETURN_IF_ERROR(ValidateText(config, path));
  if (config.num_validation_tokens() < config.seq_len()) {
    return FieldError(path, "num_validation_tokens", config.num_validation_tokens(),
                      absl::StrCat("is less than one window; use ", config.seq_len(), " or more"));
  }
  if (!(config.mask_rate() > 0 && config.mask_rate() <= 1)) {
    return FieldError(path, "mask_rate", config.mask_rate(), "is out of range; use more than 0 and at most 1");
  }
  RETURN_IF_ERROR(RequireShare(path, "mask_token_rate", config.mask_token_rate(), 1));
  const double rest = 1 - config.mask_token_rate();
  // 0.8 and 0.2 add up to 1, as people write it.
  if (config.random_token_rate() >= 0 && config.random_token_rate() <= rest + 1e-9) return absl::OkStatus();
  return FieldError(
      path, "random_token_rate", config.random_token_rate(),
      absl::StrCat("is out of range; use 0 to ", rest, ", what mask_token_rate ", config.mask_token_rate(), " leaves"));
}

absl::Status ValidateSequences(const config::RandomSequences& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "vocab_size", config.vocab_size(), kFirstSymbol + 2));
  if (config.vocab_size() > kLargestVocabulary) {
    return FieldError(path, "vocab_size", config.vocab_size(),
                      absl::StrCat("is too large; use at most ", kLargestVocabulary));
  }
  if (config.max_len() < 1 || config.max_len() > kLongestSequence) {
    return FieldError(path, "max_len", config.max_len(), absl::StrCat("is out of range; use 1 to ", kLongestSequence));
  }
  if (config.min_len() < 1 || config.min_len() > config.max_len()) {
    return FieldError(path, "min_len", config.min_len(),
                      absl::StrCat("is out of range; use 1 to ", config.max_len(), ", which is max_len"));
  }
  const double num_symbols = config.vocab_size() - kFirstSymbol;
  if (std::pow(num_symbols, config.max_len()) < kFewestSequences) {
    return FieldError(path, "max_len", config.max_len(),
                      absl::StrCat("symbols of ", num_symbols, " kinds make fewer than ", kFewestSequences,
                                   " sequences, too few to hold some out; use a larger max_len or vocab_size"));
  }
  return RequireAtLeast(path, "num_validation_sequences", config.num_validation_sequences(), 1);
}

}  // namespace

absl::Status ValidateTask(const config::Task& task, absl::string_view path) {
  switch (task.variant_case()) {
    case config::Task::kLanguageModel:
      return ValidateLanguageModel(task.language_model(), absl::StrCat(path, ".language_model"));
    case config::Task::kMaskedLanguageModel:
      return ValidateMaskedLanguageModel(task.masked_language_model(), absl::StrCat(path, ".masked_language_model"));
    case config::Task::kCopySequences:
      return ValidateSequences(task.copy_sequences().sequences(), absl::StrCat(path, ".copy_sequences.sequences"));
    case config::Task::kReverseSequences:
      return ValidateSequences(task.reverse_sequences().sequences(),
                               absl::StrCat(path, ".reverse_sequences.sequences"));
    case config::Task::kDigits:
      return absl::OkStatus();
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, task, "variant");
}

}  // namespace ceteris
