#include "data/validate_task.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"
#include "data/evaluation_lengths.h"

namespace ceteris {
namespace {

constexpr int32_t kLongestWindow = 1 << 20;
constexpr int32_t kLargestMultiple = 1024;

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

absl::Status ValidateLanguageModel(const config::LanguageModel& config, absl::string_view path) {
  RETURN_IF_ERROR(ValidateCorpus(config.corpus(), absl::StrCat(path, ".corpus")));
  RETURN_IF_ERROR(ValidateTokenizer(config.tokenizer(), absl::StrCat(path, ".tokenizer")));
  RETURN_IF_ERROR(RequireAtLeast(path, "seq_len", config.seq_len(), 1));
  if (config.seq_len() > kLongestWindow) {
    return FieldError(path, "seq_len", config.seq_len(), absl::StrCat("is too large; use at most ", kLongestWindow));
  }
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

}  // namespace

absl::Status ValidateTask(const config::Task& task, absl::string_view path) {
  switch (task.variant_case()) {
    case config::Task::kLanguageModel:
      return ValidateLanguageModel(task.language_model(), absl::StrCat(path, ".language_model"));
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, task, "variant");
}

}  // namespace ceteris
