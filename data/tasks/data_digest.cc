#include "data/tasks/data_digest.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"
#include "core/base/status_macros.h"
#include "data/corpora/corpus.h"
#include "data/declared_shape.h"
#include "data/digits/digit_images.h"
#include "data/sequences/random_sequence.h"
#include "data/tasks/mask_rule.h"
#include "data/tasks/tokenized_text.h"

namespace ceteris {
namespace {

// How windows are drawn (data/pipeline) and where evaluation spans lie (evaluation_spans.h). A changed rule gets a new
// name.
constexpr absl::string_view kWindowRule = "uniform windows by counter, spans spread evenly, version 1";
constexpr absl::string_view kImageRule = "uniform images by counter, version 1";

// mask_rule: of a masked language model, else empty.
std::string DigestOfText(const TokenizedText& text, absl::string_view mask_rule) {
  Sha256 digest;
  const int64_t vocab_size = text.tokenizer->vocab_size();
  digest.Update(
      absl::StrCat("ceteris data\n", kSplitRule, "\n", kWindowRule, "\n", mask_rule, "vocabulary ", vocab_size, "\n"));
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

DataSummary SummaryOfText(const TokenizedText& text, const config::Corpus& corpus, absl::string_view mask_rule) {
  DataSummary summary;
  summary.digest = DigestOfText(text, mask_rule);
  summary.name = CorpusName(corpus);
  summary.unit = "tokens";
  summary.num_train = text.tokens(Split::kTrain).size();
  summary.num_valid = text.tokens(Split::kValidation).size();
  summary.num_test = text.tokens(Split::kTest).size();
  return summary;
}

absl::StatusOr<DataSummary> SummarizeLanguageModel(const config::Task& task) {
  ASSIGN_OR_RETURN(const TokenizedText text, LoadTokenizedText(task.language_model()));
  DataSummary summary = SummaryOfText(text, task.language_model().corpus(), /*mask_rule=*/"");
  summary.shape = DeclaredShape(task);
  summary.shape.vocab_size = text.tokenizer->vocab_size();
  return summary;
}

absl::StatusOr<DataSummary> SummarizeMaskedLanguageModel(const config::Task& task) {
  ASSIGN_OR_RETURN(const TokenizedText text, LoadTokenizedText(task.masked_language_model()));
  DataSummary summary = SummaryOfText(text, task.masked_language_model().corpus(), absl::StrCat(kMaskRule, "\n"));
  summary.shape = DeclaredShape(task);
  summary.shape.vocab_size = MaskToken(text.tokenizer->vocab_size()) + 1;
  return summary;
}

// What is made of symbols that are made up depends on the rule and the configuration alone.
DataSummary SummarizeSequences(const config::Task& task, const config::RandomSequences& sequences) {
  DataSummary summary;
  summary.digest = Sha256Hex(absl::StrCat("ceteris data\n", kSequenceRule, "\n"));
  summary.name = "random sequences";
  summary.unit = "sequences";
  summary.num_valid = sequences.num_validation_sequences();
  summary.num_test = sequences.num_validation_sequences();
  summary.shape = DeclaredShape(task);
  return summary;
}

absl::StatusOr<DataSummary> SummarizeDigits(const config::Task& task) {
  ASSIGN_OR_RETURN(const DigitImages digits, LoadDigitImages());
  Sha256 digest;
  digest.Update(absl::StrCat("ceteris data\n", kDigitSplitRule, "\n", kImageRule, "\n"));
  for (size_t image = 0; image < digits.pixels.size(); ++image) {
    const auto& pixels = digits.pixels[image];
    digest.Update(absl::string_view(reinterpret_cast<const char*>(pixels.data()), pixels.size()));
    digest.Update(absl::StrCat(static_cast<int>(digits.classes[image]), "\n"));
  }
  DataSummary summary;
  summary.digest = digest.HexDigest();
  summary.name = "digits";
  summary.unit = "images";
  summary.num_train = static_cast<int64_t>(digits.of(Split::kTrain).size());
  summary.num_valid = static_cast<int64_t>(digits.of(Split::kValidation).size());
  summary.num_test = static_cast<int64_t>(digits.of(Split::kTest).size());
  summary.shape = DeclaredShape(task);
  return summary;
}

absl::StatusOr<DataSummary> Summarize(const config::Task& task) {
  switch (task.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      return SummarizeLanguageModel(task);
    case config::Task::kMaskedLanguageModel:
      return SummarizeMaskedLanguageModel(task);
    case config::Task::kCopySequences:
      return SummarizeSequences(task, task.copy_sequences().sequences());
    case config::Task::kReverseSequences:
      return SummarizeSequences(task, task.reverse_sequences().sequences());
    case config::Task::kDigits:
      return SummarizeDigits(task);
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("nothing is chosen; write language_model { ... }");
}

}  // namespace

absl::StatusOr<DataSummary> SummarizeData(const config::Task& task) {
  absl::StatusOr<DataSummary> summary = Summarize(task);
  if (summary.ok()) return summary;
  const bool chosen = task.variant_case() != config::Task::VARIANT_NOT_SET;
  return absl::Status(summary.status().code(), absl::StrCat("task", chosen ? "." : ": ", summary.status().message()));
}

}  // namespace ceteris
