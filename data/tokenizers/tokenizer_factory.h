// Builds the tokenizer that a config names.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "data/task.pb.h"
#include "data/tokenizers/tokenizer.h"

namespace ceteris {

// `texts` is the whole corpus, held-out text too: what a tokenizer takes from it must cover every split (README.md says
// why this leaks nothing that matters). Fails where a text is not UTF-8 or no variant is chosen.
absl::StatusOr<std::unique_ptr<Tokenizer>> BuildTokenizer(const config::Tokenizer& config,
                                                          absl::Span<const absl::string_view> texts);

}  // namespace ceteris
