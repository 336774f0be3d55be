#include "data/tasks/tokenized_text.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "data/corpora/corpus.h"
#include "data/evaluation_lengths.h"
#include "data/tokenizers/tokenizer_factory.h"

namespace ceteris {
namespace {

// Lines of a long passage are encoded in pieces, so that the wide ids of a 2 GB file never exist at once.
constexpr size_t kPieceBytes = 1 << 18;

void AppendPassage(const Tokenizer& tokenizer, absl::string_view text, TokenArray* tokens) {
  while (!text.empty()) {
    const size_t line_feed = text.size() <= kPieceBytes ? absl::string_view::npos : text.find('\n', kPieceBytes);
    const absl::string_view piece = text.substr(0, line_feed == absl::string_view::npos ? line_feed : line_feed + 1);
    tokens->Append(tokenizer.Encode(piece));
    text.remove_prefix(piece.size());
  }
}

std::array<TokenArray, kNumSplits> Tokenize(const Tokenizer& tokenizer, const std::vector<Document>& documents) {
  std::vector<Passage> passages;
  std::array<int64_t, kNumSplits> num_bytes = {};
  for (const Document& document : documents) {
    for (const Passage& passage : SplitDocument(document.text)) {
      num_bytes[static_cast<size_t>(passage.split)] += static_cast<int64_t>(passage.text.size());
      passages.push_back(passage);
    }
  }
  std::array<TokenArray, kNumSplits> splits;
  for (size_t i = 0; i < splits.size(); ++i) {
    splits[i] = TokenArray(tokenizer.vocab_size());
    splits[i].Reserve(num_bytes[i]);  // no tokenizer here makes more tokens than bytes
  }
  for (const Passage& passage : passages) {
    AppendPassage(tokenizer, passage.text, &splits[static_cast<size_t>(passage.split)]);
  }
  return splits;
}

absl::Status CheckSizes(const config::LanguageModel& config, const TokenizedText& text) {
  const std::string name = CorpusName(config.corpus());
  const int64_t num_train = text.tokens(Split::kTrain).size();
  if (num_train < config.seq_len() + int64_t{1}) {
    return absl::InvalidArgumentError(absl::StrCat("seq_len: ", config.seq_len(), " needs windows of ",
                                                   config.seq_len() + int64_t{1}, " tokens, but the training text of ",
                                                   name, " has only ", num_train,
                                                   "; use a shorter seq_len or a longer text"));
  }
  // A span's last target needs the token before its first.
  const int64_t num_validation = text.tokens(Split::kValidation).size();
  const int64_t span = EvaluationSpan(config);
  const int64_t largest = num_validation > 0 ? (num_validation - 1) / span * span : 0;
  if (NumEvaluationTokens(config) <= largest) return absl::OkStatus();
  const std::string remedy = largest > 0 ? absl::StrCat("use ", largest, " or less, or a longer text")
                                         : absl::StrCat("less than a window of ", span + 1,
                                                        " tokens; use a longer text, or a shorter seq_len and shorter "
                                                        "evaluate_at_lengths");
  return absl::InvalidArgumentError(absl::StrCat("num_validation_tokens: ", config.num_validation_tokens(),
                                                 " is more than the validation text of ", name,
                                                 " (one line in 20) has: ", num_validation, " tokens, ", remedy));
}

absl::StatusOr<TokenizedText> Load(const config::LanguageModel& config) {
  ASSIGN_OR_RETURN(const std::vector<Document> documents, LoadCorpus(config.corpus()));
  std::vector<absl::string_view> texts;
  for (const Document& document : documents) texts.push_back(document.text);
  TokenizedText text;
  ASSIGN_OR_RETURN(text.tokenizer, BuildTokenizer(config.tokenizer(), texts));
  text.splits = Tokenize(*text.tokenizer, documents);
  RETURN_IF_ERROR(CheckSizes(config, text));
  return text;
}

}  // namespace

absl::StatusOr<TokenizedText> LoadTokenizedText(const config::LanguageModel& config) {
  absl::StatusOr<TokenizedText> text = Load(config);
  if (text.ok()) return text;
  return absl::Status(text.status().code(), absl::StrCat("language_model.", text.status().message()));
}

}  // namespace ceteris
