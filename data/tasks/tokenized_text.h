// A corpus read, split and turned into token ids: what both the plan (counts, digest) and a trial (batches) stand on.
//
// The passages of a split follow each other in the order of the corpus, so a split is one long text with seams where
// another split's blocks were. A window may lie over a seam; both sides are text of its own split, so nothing held out
// is ever read in training. In King James the training text has a seam every 28,000 characters, the held-out texts one
// every 3,100.
#pragma once

#include <array>
#include <memory>

#include "absl/status/statusor.h"
#include "data/splits/split.h"
#include "data/task.pb.h"
#include "data/tasks/token_array.h"
#include "data/tokenizers/tokenizer.h"

namespace ceteris {

struct TokenizedText {
  std::unique_ptr<Tokenizer> tokenizer;
  std::array<TokenArray, kNumSplits> splits;

  const TokenArray& tokens(Split split) const { return splits[static_cast<size_t>(split)]; }
};

// `config` has passed ValidateTask(). An error begins with a field's path below the task,
// `language_model.corpus.text_file.path: ...`: what LoadCorpus() and BuildTokenizer() refuse, and texts too short for a
// training window or for num_validation_tokens. King James: 20 ms. Memory: the text and its tokens at once, then the
// tokens. Equal corpora and tokenizers give equal tokens to both tasks; a masked language model's windows have one more
// token than it reads, so that both read the same windows.
absl::StatusOr<TokenizedText> LoadTokenizedText(const config::LanguageModel& config);
absl::StatusOr<TokenizedText> LoadTokenizedText(const config::MaskedLanguageModel& config);

}  // namespace ceteris
