#include "data/tasks/data_digest.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"
#include "core/base/status_macros.h"
#include "data/corpora/corpus.h"
#include "data/tasks/tokenized_text.h"

namespace ceteris {
namespace {

// How windows are drawn (data/pipeline) and where evaluation spans lie (evaluation_spans.h). A changed rule gets a new
// name.
constexpr absl::string_view kWindowRule = "uniform windows by counter, spans spread evenly, version 1";

std::string Digest(const TokenizedText& text) {
  Sha256 digest;
  const int64_t vocab_size = text.tokenizer->vocab_size();
  digest.Update(absl::StrCat("ceteris data\n", kSplitRule, "\n", kWindowRule, "\n", "vocabulary ", vocab_size, "\n"));
  // Which text an id stands for. Lengths go first, so that no two lists look alike.
  for (int64_t id = 0; id < vocab_size; ++id) {
    const std::string entry = text.tokenizer->Decode({static_cast<int32_t>(id)});
    digest.Update(absl::StrCat(entry.size(), ":", entry, "\n"));
  }
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const TokenArray& tokens = text.tokens(split);
    digest.Update(absl::StrCat(SplitName(split), " ", tokens.size(), " x ", tokens.bytes_per_token(), "\n"));
    digest.Update(tokens.bytes());
  }
  return digest.HexDigest();
}

absl::StatusOr<DataSummary> SummarizeLanguageModel(const config::LanguageModel& config) {
  ASSIGN_OR_RETURN(const TokenizedText text, LoadTokenizedText(config));
  DataSummary summary;
  summary.digest = Digest(text);
  summary.num_train_tokens = text.tokens(Split::kTrain).size();
  summary.num_valid_tokens = text.tokens(Split::kValidation).size();
  summary.num_test_tokens = text.tokens(Split::kTest).size();
  summary.vocab_size = text.tokenizer->vocab_size();
  summary.name = CorpusName(config.corpus());
  return summary;
}

}  // namespace

absl::StatusOr<DataSummary> SummarizeData(const config::Task& task) {
  switch (task.variant_case()) {
    case config::Task::kLanguageModel: {
      absl::StatusOr<DataSummary> summary = SummarizeLanguageModel(task.language_model());
      if (summary.ok()) return summary;
      return absl::Status(summary.status().code(), absl::StrCat("task.", summary.status().message()));
    }
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("task: nothing is chosen; write language_model { ... }");
}

}  // namespace ceteris
