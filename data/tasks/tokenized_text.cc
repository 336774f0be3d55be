#include "data/tasks/tokenized_text.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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

// What a task asks of a text. Points into the task's config.
struct TextDemand {
  const config::Corpus& corpus;
  const config::Tokenizer& tokenizer;
  int64_t seq_len;
  int64_t span;  // evaluations read whole ones
  int64_t num_validation_tokens;
};

absl::Status CheckSizes(const TextDemand& demand, const TokenizedText& text) {
  const std::string name = CorpusName(demand.corpus);
  const int64_t num_train = text.tokens(Split::kTrain).size();
  if (num_train < demand.seq_len + 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "seq_len: ", demand.seq_len, " needs windows of ", demand.seq_len + 1, " tokens, but the training text of ",
        name, " has only ", num_train, "; use a shorter seq_len or a longer text"));
  }
  // A span's last target needs the token before its first.
  const int64_t num_validation = text.tokens(Split::kValidation).size();
  const int64_t span = demand.span;
  const int64_t largest = num_validation > 0 ? (num_validation - 1) / span * span : 0;
  if (demand.num_validation_tokens / span * span <= largest) return absl::OkStatus();
  const std::string remedy = largest > 0 ? absl::StrCat("use ", largest, " or less, or a longer text")
                                         : absl::StrCat("less than a window of ", span + 1,
                                                        " tokens; use a longer text, or a shorter seq_len and shorter "
                                                        "evaluate_at_lengths");
  return absl::InvalidArgumentError(absl::StrCat("num_validation_tokens: ", demand.num_validation_tokens,
                                                 " is more than the validation text of ", name,
                                                 " (one line in 20) has: ", num_validation, " tokens, ", remedy));
}

absl::StatusOr<TokenizedText> Load(const TextDemand& demand) {
  ASSIGN_OR_RETURN(const std::vector<Document> documents, LoadCorpus(demand.corpus));
  std::vector<absl::string_view> texts;
  for (const Document& document : documents) texts.push_back(document.text);
  TokenizedText text;
  ASSIGN_OR_RETURN(text.tokenizer, BuildTokenizer(demand.tokenizer, texts));
  text.splits = Tokenize(*text.tokenizer, documents);
  RETURN_IF_ERROR(CheckSizes(demand, text));
  return text;
}

absl::StatusOr<TokenizedText> LoadFor(absl::string_view task, const TextDemand& demand) {
  absl::StatusOr<TokenizedText> text = Load(demand);
  if (text.ok()) return text;
  return absl::Status(text.status().code(), absl::StrCat(task, ".", text.status().message()));
}

}  // namespace

absl::StatusOr<TokenizedText> LoadTokenizedText(const config::LanguageModel& config) {
  return LoadFor("language_model", {config.corpus(), config.tokenizer(), config.seq_len(), EvaluationSpan(config),
                                    config.num_validation_tokens()});
}

absl::StatusOr<TokenizedText> LoadTokenizedText(const config::MaskedLanguageModel& config) {
  return LoadFor("masked_language_model", {config.corpus(), config.tokenizer(), config.seq_len(),
                                           /*span=*/config.seq_len(), config.num_validation_tokens()});
}

}  // namespace ceteris
